package dev.waybill.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.serving.access.Caller;
import dev.waybill.serving.access.Role;
import dev.waybill.serving.http.Answer;
import dev.waybill.serving.http.Call;
import dev.waybill.serving.http.FieldProblem;
import dev.waybill.serving.http.Problem;
import dev.waybill.serving.http.Route;
import dev.waybill.serving.http.StrictJson;
import dev.waybill.serving.log.Feedback;
import dev.waybill.serving.log.PipelineLog;
import dev.waybill.serving.predict.JsonSchema;
import dev.waybill.serving.predict.ServedPipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be asked of pipelines. */
final class Routes {

    private static final String API = "/api/v1/";
    /** Of an id of a request. */
    private static final int LONGEST_ID = 64;

    private static final JsonNode OBJECT = JsonNodeFactory.instance.objectNode().put("type", "object");

    private final Map<String, ServedPipeline> pipelines;

    Routes(Map<String, ServedPipeline> pipelines) {
        this.pipelines = pipelines;
    }

    List<Route> all() {
        List<Route> routes = new ArrayList<>();
        routes.add(post(
                        "predict/{pipeline}",
                        Role.predict,
                        "Predicts one row, or several.",
                        any(ServedPipeline::asked),
                        any(ServedPipeline::answered),
                        ServedPipeline::predict)
                .withQuery("explain", "boolean"));
        routes.add(get(
                "models/{pipeline}",
                "Tells which model answers, where it came from and how good it is.",
                (pipeline, call) -> Answer.json(pipeline.facts())));
        routes.add(get(
                "models/{pipeline}/importance",
                "Tells the share of the gain that each feature brings.",
                (pipeline, call) -> Answer.json(pipeline.facts().importance())));
        routes.add(get(
                        "metrics/{pipeline}",
                        "Sums up the last predictions, 1,000 of them if not said otherwise.",
                        (pipeline, call) -> Answer.json(pipeline.recent()
                                .last(
                                        call.number("last", 1_000, 1, 1_000_000),
                                        call.caller().tenant())))
                .withQuery("last", "integer"));
        routes.add(post(
                "models/{pipeline}/load",
                Role.admin,
                "Answers by another version from now on.",
                caller -> object(Map.of("version", "string"), "version"),
                caller -> OBJECT,
                Routes::load));
        routes.add(new Route(
                "POST",
                API + "feedback",
                Optional.of(Role.predict),
                "Says what came true of a prediction.",
                Optional.of(caller -> object(
                        Map.of("request_id", "string", "row", "integer", "actual", "number", "pipeline", "string"),
                        "request_id",
                        "actual")),
                caller -> OBJECT,
                this::feedback));
        return routes;
    }

    private Route get(String path, String summary, BiFunction<ServedPipeline, Call, Answer> answer) {
        return new Route(
                "GET",
                API + path,
                Optional.of(Role.read),
                summary,
                Optional.empty(),
                caller -> OBJECT,
                call -> answer.apply(asked(call), call));
    }

    private Route post(
            String path,
            Role role,
            String summary,
            Function<Caller, JsonNode> body,
            Function<Caller, JsonNode> answered,
            BiFunction<ServedPipeline, Call, Answer> answer) {
        return new Route(
                "POST",
                API + path,
                Optional.of(role),
                summary,
                Optional.of(body),
                answered,
                call -> answer.apply(asked(call), call));
    }

    /** That of another tenant is one that there is not. */
    private ServedPipeline asked(Call call) {
        String name = call.variable("pipeline");
        ServedPipeline pipeline = pipelines.get(name);
        if (pipeline == null || !call.caller().knows(name)) {
            throw Problem.notFound("pipeline of this name here");
        }
        return pipeline;
    }

    private Function<Caller, JsonNode> any(Function<ServedPipeline, JsonNode> schema) {
        return caller -> JsonSchema.oneOf(pipelines.values().stream()
                .filter(pipeline -> caller.knows(pipeline.name()))
                .map(schema)
                .toList());
    }

    private static ObjectNode object(Map<String, String> types, String... required) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        new TreeMap<>(types)
                .forEach((name, type) ->
                        schema.withObject("/properties").putObject(name).put("type", type));
        ArrayNode needed = schema.putArray("required");
        List.of(required).forEach(needed::add);
        return schema.put("additionalProperties", false);
    }

    private static Answer load(ServedPipeline pipeline, Call call) {
        JsonNode body = body(call, List.of("version"));
        JsonNode version = body.path("version");
        if (!version.isTextual() && !version.isInt()) {
            throw Problem.fields(List.of(new FieldProblem("version", "must be the number of a version, or an alias")));
        }
        try {
            pipeline.take(version.asText());
        } catch (Refusal refusal) {
            throw new Problem(409, refusal.code(), String.valueOf(refusal.getMessage()));
        }
        return Answer.json(pipeline.facts());
    }

    /** Of one of the last predictions it tells the error; of an older one it takes note alone, where that is kept. */
    private Answer feedback(Call call) {
        JsonNode body = body(call, List.of("request_id", "row", "actual", "pipeline"));
        requireFeedback(body);
        Feedback said = new Feedback(
                body.path("request_id").asText(),
                body.path("row").asInt(0),
                body.path("actual").asDouble(),
                call.at(),
                call.caller().tenant());
        List<ServedPipeline> known = pipelines.values().stream()
                .filter(pipeline -> call.caller().knows(pipeline.name()))
                .filter(pipeline ->
                        !body.has("pipeline") || body.path("pipeline").asText().equals(pipeline.name()))
                .toList();
        for (ServedPipeline pipeline : known) {
            Optional<Double> predicted =
                    pipeline.recent().came(said.requestId(), said.requestRow(), said.actual(), said.tenant());
            if (predicted.isPresent()) {
                pipeline.log().ifPresent(log -> requireKept(log, said));
                double error = predicted.get() - said.actual();
                return Answer.json(Map.of("predicted", predicted.get(), "actual", said.actual(), "error", error));
            }
        }
        return ofOlder(known, said);
    }

    private static void requireFeedback(JsonNode body) {
        List<FieldProblem> problems = new ArrayList<>();
        if (!body.path("request_id").isTextual()
                || body.path("request_id").asText().length() > LONGEST_ID) {
            problems.add(new FieldProblem("request_id", "must be the id of a request for predictions"));
        }
        if (body.has("row") && !(body.path("row").isInt() && body.path("row").asInt() >= 0)) {
            problems.add(new FieldProblem("row", "must be the place of a row in its request, from 0"));
        }
        if (body.has("pipeline") && !body.path("pipeline").isTextual()) {
            problems.add(new FieldProblem("pipeline", "must be the name of the pipeline that was asked"));
        }
        if (!body.path("actual").isNumber()
                || !Double.isFinite(body.path("actual").asDouble())) {
            problems.add(new FieldProblem("actual", "must be the number that came true"));
        }
        if (!problems.isEmpty()) {
            throw Problem.fields(problems);
        }
    }

    private static Answer ofOlder(List<ServedPipeline> known, Feedback said) {
        List<PipelineLog> logs =
                known.stream().flatMap(pipeline -> pipeline.log().stream()).toList();
        if (logs.isEmpty()) {
            throw Problem.notFound("such prediction among the last ones");
        } else if (logs.size() > 1) {
            throw Problem.fields(List.of(new FieldProblem(
                    "pipeline",
                    "is needed, since this is none of the last predictions and there are several pipelines")));
        }
        requireKept(logs.get(0), said);
        return Answer.accepted(Map.of("request_id", said.requestId(), "row", said.requestRow()));
    }

    private static void requireKept(PipelineLog log, Feedback said) {
        if (!log.came(said)) {
            throw Problem.notReady("feedback.not-kept", "What came true cannot be kept at present.");
        }
    }

    private static JsonNode body(Call call, List<String> known) {
        @Nullable
        JsonNode read = StrictJson.read(call.body(), parser -> {
            parser.setCodec(JsonFile.JSON);
            return parser.readValueAsTree();
        });
        if (read == null || !read.isObject()) {
            throw Problem.fields(List.of(new FieldProblem("", "must be an object")));
        }
        List<FieldProblem> problems = new ArrayList<>();
        read.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                problems.add(new FieldProblem(name, "is not known; known are " + String.join(", ", known)));
            }
        });
        if (!problems.isEmpty()) {
            throw Problem.fields(problems);
        }
        return read;
    }
}
