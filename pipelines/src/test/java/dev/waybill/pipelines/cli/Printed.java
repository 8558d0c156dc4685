package dev.waybill.pipelines.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;

/** What a command printed, read again. */
final class Printed {

    private Printed() {}

    /** One document, and nothing behind it. */
    static JsonNode json(String text) {
        try {
            return JsonFile.JSON
                    .reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not JSON: " + text, e);
        }
    }
}
