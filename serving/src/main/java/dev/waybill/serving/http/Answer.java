package dev.waybill.serving.http;

import dev.waybill.common.file.JsonFile;
import java.nio.charset.StandardCharsets;

/** What is answered. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answer(int status, String contentType, byte[] body) {

    static final String JSON = "application/json";

    /** A value as JSON, its keys in snake case. */
    public static Answer json(Object value) {
        return json((JsonFile.line(value) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The same for what is to be done yet. */
    public static Answer accepted(Object value) {
        return new Answer(202, JSON, json(value).body());
    }

    /** JSON that is written already. */
    public static Answer json(byte[] written) {
        return new Answer(200, JSON, written);
    }
}
