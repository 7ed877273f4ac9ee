// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.paddock.bench.measure.Latencies;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** A report as one JSON object on one line. */
public final class JsonReport {
    private final Report report;

    public JsonReport(Report report) {
        this.report = report;
    }

    @Override
    public String toString() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("command", report.command());
            json.writeStringField("subject", report.subject());
            for (Report.Figure figure : report.figures()) {
                json.writeNumberField(figure.field(), figure.value());
            }
            json.writeArrayFieldStart("latencies");
            for (Latencies.Summary summary : report.latencies()) {
                write(json, summary);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("notes");
            for (String note : report.notes()) {
                json.writeString(note);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.append('\n').toString();
    }

    private static void write(JsonGenerator json, Latencies.Summary summary) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", summary.name());
        json.writeNumberField("count", summary.count());
        json.writeNumberField("mean_micros", summary.meanNanos() / 1e3);
        json.writeNumberField("p50_micros", summary.p50Nanos() / 1e3);
        json.writeNumberField("p99_micros", summary.p99Nanos() / 1e3);
        json.writeNumberField("p99_9_micros", summary.p999Nanos() / 1e3);
        json.writeNumberField("max_micros", summary.maxNanos() / 1e3);
        json.writeEndObject();
    }
}
