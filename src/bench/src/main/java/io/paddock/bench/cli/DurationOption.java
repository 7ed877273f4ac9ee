// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people type them: {@code 5}, {@code 5s}, {@code 500ms}, {@code 2m}. */
final class DurationOption implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m)?");

    @Override
    public Duration convert(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new TypeConversionException("\"" + text + "\" is no duration: write 5s, 500ms or 2m");
        }
        long number = Long.parseLong(form.group(1));
        if ("ms".equals(form.group(2))) {
            return Duration.ofMillis(number);
        }
        return "m".equals(form.group(2)) ? Duration.ofMinutes(number) : Duration.ofSeconds(number);
    }
}
