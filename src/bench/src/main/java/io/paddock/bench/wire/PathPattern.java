// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.wire;

import java.util.ArrayList;
import java.util.List;

/** A path that holds zero or more decimal numbers of fixed width, so that its length never changes. */
public final class PathPattern {
    private final String text;
    private final List<Place> places;

    private PathPattern(String text, List<Place> places) {
        this.text = text;
        this.places = places;
    }

    /** Digits at a byte offset of the path: the request's number divided by {@code divisor}. */
    record Place(int offset, int digits, long divisor) {}

    /** A path without a number. Only ASCII, so that bytes and characters are the same. */
    public static PathPattern of(String path) {
        if (!path.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("path " + path + " is not plain ASCII");
        }
        return new PathPattern(path, List.of());
    }

    /** This path, then {@code text}, then the number in {@code digits} digits. */
    public PathPattern number(String text, int digits) {
        return number(text, digits, 1);
    }

    /** This path, then {@code text}, then the number divided by {@code divisor} in {@code digits} digits. */
    public PathPattern number(String text, int digits, long divisor) {
        List<Place> more = new ArrayList<>(places);
        more.add(new Place(this.text.length() + text.length(), digits, divisor));
        return new PathPattern(this.text + text + "0".repeat(digits), List.copyOf(more));
    }

    String text() {
        return text;
    }

    List<Place> numbers() {
        return places;
    }
}
