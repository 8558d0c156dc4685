package dev.waybill.serving.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.serving.access.Role;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Something that can be asked.
 *
 * @param path with variables in braces: {@code /api/v1/predict/{pipeline}}
 * @param role that who asks has to have
 * @param summary in a line, for people
 * @param asked the JSON Schema of its body; empty for one that has none
 * @param answered the JSON Schema of its answer
 */
public record Route(
        String method,
        String path,
        Role role,
        String summary,
        Optional<Supplier<JsonNode>> asked,
        Supplier<JsonNode> answered,
        Function<Call, Answer> handler) {}
