// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.paddock.bench.compare.Row;
import io.paddock.bench.compare.Table;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/** A table as one JSON object on one line. */
final class TableJson {
    private final Table table;
    private final String subject;

    TableJson(Table table, String subject) {
        this.table = table;
        this.subject = subject;
    }

    @Override
    public String toString() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("command", "compare");
            json.writeStringField("subject", subject);
            json.writeArrayFieldStart("rows");
            for (Row row : table.rows()) {
                write(json, row);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("notes");
            for (String note : table.notes()) {
                json.writeString(note);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.append('\n').toString();
    }

    private void write(JsonGenerator json, Row row) throws IOException {
        json.writeStartObject();
        json.writeStringField("row", row.name().toLowerCase(Locale.ROOT));
        json.writeStringField("work", row.work());
        json.writeStringField("unit", row.unit());
        json.writeObjectFieldStart("figures");
        for (String candidate : table.candidates()) {
            Double value = table.figure(row, candidate);
            if (value != null) {
                json.writeNumberField(candidate, value);
            } else {
                json.writeStringField(candidate, table.failure(row, candidate));
            }
        }
        json.writeEndObject();
        json.writeNumberField("ratio", table.ratio(row));
        json.writeNumberField("hold", row.hold());
        json.writeEndObject();
    }
}
