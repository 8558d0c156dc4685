package dev.waybill.serving.predict;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.waybill.serving.http.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** What a model said of a row, and how that of a request is written as JSON. */
record Said(LoadedModel by, UnsafeRow answer) {

    private static final SerializedString COMMA = new SerializedString(",");
    private static final int USUAL_BYTES = 2_048;

    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    /**
     * An object with all that was said; of a list, what its rows have in common, and a list of {@code predictions}.
     *
     * @param explain whether to tell what predictions are made of
     */
    static byte[] json(List<Said> all, boolean isList, boolean explain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(all.size() * USUAL_BYTES);
        Said first = all.get(0);
        write(bytes, json -> {
            json.writeStartObject();
            first.by.writeCommon(json, first.answer);
            if (isList) {
                json.writeArrayFieldStart("predictions");
                json.flush();
                writeRows(bytes, all, explain);
                json.writeEndArray();
            } else {
                first.by.writeRow(json, first.answer, explain);
            }
            json.writeEndObject();
        });
        return bytes.toByteArray();
    }

    /** The elements of a list, part by part. */
    private static void writeRows(ByteArrayOutputStream bytes, List<Said> all, boolean explain) {
        List<byte[]> parts = Parts.of(all, part -> rows(part, explain));
        bytes.writeBytes(parts.get(0));
        parts.subList(1, parts.size()).forEach(part -> {
            bytes.write(',');
            bytes.writeBytes(part);
        });
    }

    private static byte[] rows(List<Said> rows, boolean explain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(rows.size() * USUAL_BYTES);
        write(bytes, json -> {
            json.setRootValueSeparator(COMMA);
            for (Said row : rows) {
                json.writeStartObject();
                row.by.writeRow(json, row.answer, explain);
                json.writeEndObject();
            }
        });
        return bytes.toByteArray();
    }

    private static void write(ByteArrayOutputStream bytes, Writing writing) {
        try (JsonGenerator json = StrictJson.FACTORY.createGenerator(bytes)) {
            writing.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write into memory", e);
        }
    }
}
