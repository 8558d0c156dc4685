package dev.waybill.serving.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.serving.access.Caller;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The routes as OpenAPI 3.1 describes them. */
final class OpenApi {

    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z_]+)}");
    private static final List<Integer> PROBLEMS = List.of(400, 401, 403, 404, 405, 408, 413, 415, 422, 429, 500, 503);

    private OpenApi() {}

    /** What somebody may know of. */
    static ObjectNode of(List<Route> routes, String version, Caller caller) {
        ObjectNode api = JsonNodeFactory.instance.objectNode().put("openapi", "3.1.0");
        api.putObject("info").put("title", "Waybill").put("version", version);
        ObjectNode paths = api.putObject("paths");
        routes.forEach(route -> operation(paths.withObject("/" + escaped(route.path())), route, caller));
        ObjectNode components = api.putObject("components");
        components.putObject("schemas").set("Problem", problem());
        ObjectNode schemes = components.putObject("securitySchemes");
        schemes.putObject("apiKey").put("type", "apiKey").put("in", "header").put("name", "X-Api-Key");
        schemes.putObject("token").put("type", "http").put("scheme", "bearer").put("bearerFormat", "JWT");
        ArrayNode security = api.putArray("security");
        security.addObject().putArray("apiKey");
        security.addObject().putArray("token");
        return api;
    }

    /** As a part of a JSON pointer. */
    private static String escaped(String path) {
        return path.replace("~", "~0").replace("/", "~1");
    }

    private static void operation(ObjectNode path, Route route, Caller caller) {
        ObjectNode operation = path.putObject(route.method().toLowerCase(Locale.ROOT))
                .put("summary", route.summary())
                .put(
                        "description",
                        route.role().map("Takes the role %s."::formatted).orElse("Takes any role."));
        ArrayNode parameters = operation.putArray("parameters");
        Matcher variables = VARIABLE.matcher(route.path());
        while (variables.find()) {
            parameter(parameters, variables.group(1), "path", "string").put("required", true);
        }
        route.query().forEach((name, type) -> parameter(parameters, name, "query", type));
        route.asked().ifPresent(schema -> {
            ObjectNode body = operation.putObject("requestBody").put("required", true);
            body.putObject("content").putObject(Answer.JSON).set("schema", schema.apply(caller));
        });
        ObjectNode responses = operation.putObject("responses");
        responses
                .putObject("200")
                .put("description", "the answer")
                .putObject("content")
                .putObject(Answer.JSON)
                .set("schema", route.answered().apply(caller));
        PROBLEMS.forEach(status -> responses
                .putObject(String.valueOf(status))
                .put("description", Titles.of(status))
                .putObject("content")
                .putObject("application/problem+json")
                .putObject("schema")
                .put("$ref", "#/components/schemas/Problem"));
    }

    private static ObjectNode parameter(ArrayNode parameters, String name, String place, String type) {
        ObjectNode parameter = parameters.addObject().put("name", name).put("in", place);
        parameter.putObject("schema").put("type", type);
        return parameter;
    }

    private static ObjectNode problem() {
        ObjectNode problem = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = problem.putObject("properties");
        for (String text : List.of("type", "title", "detail", "code", "request_id")) {
            properties.putObject(text).put("type", "string");
        }
        properties.putObject("status").put("type", "integer");
        ObjectNode errors = properties.putObject("errors").put("type", "array");
        ObjectNode error = errors.putObject("items").put("type", "object");
        error.putObject("properties").putObject("field").put("type", "string");
        error.withObject("/properties").putObject("problem").put("type", "string");
        ArrayNode required = problem.putArray("required");
        List.of("type", "title", "status", "detail", "code", "request_id").forEach(required::add);
        return problem;
    }
}
