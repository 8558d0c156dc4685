package dev.waybill.serving.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is wrong with a request, as who asked is told: {@code application/problem+json} (RFC 9457) with a code that stays the
 * same.
 */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** How long to wait where there is too much to do, in seconds. */
    private static final String SOON = "1";

    private final int status;
    private final String code;
    private final transient List<FieldProblem> fields;
    private final transient Map<String, String> headers;

    /** A problem. */
    public Problem(int status, String code, String detail) {
        this(status, code, detail, List.of(), Map.of());
    }

    private Problem(int status, String code, String detail, List<FieldProblem> fields, Map<String, String> headers) {
        super(detail, null, false, false); // an answer, and no fault of the program
        this.status = status;
        this.code = code;
        this.fields = fields;
        this.headers = headers;
    }

    static Problem withHeader(int status, String code, String detail, String header, String value) {
        return new Problem(status, code, detail, List.of(), Map.of(header, value));
    }

    /** The body is no JSON. */
    public static Problem notJson(String why) {
        return new Problem(400, "request.not-json", "The body is not JSON: " + why);
    }

    /** Fields are not what they have to be. */
    public static Problem fields(List<FieldProblem> fields) {
        String first = fields.get(0).field().isEmpty()
                ? "The body " + fields.get(0).problem()
                : "%s %s".formatted(fields.get(0).field(), fields.get(0).problem());
        String others = fields.size() == 1 ? "" : ", and %d more".formatted(fields.size() - 1);
        return new Problem(422, "request.invalid-fields", first + others, List.copyOf(fields), Map.of());
    }

    /** There is no such thing, or who asks may not know of it. */
    public static Problem notFound(String what) {
        return new Problem(404, "request.not-found", "There is no %s.".formatted(what));
    }

    /** There is more to ask than may be asked at once. */
    public static Problem tooMuch(String detail) {
        return new Problem(413, "request.too-large", detail);
    }

    /** More is asked than can be answered. */
    public static Problem tooBusy() {
        return withHeader(429, "server.too-busy", "More is asked than can be answered now.", "Retry-After", SOON);
    }

    /** It cannot be answered now. */
    public static Problem notReady(String code, String detail) {
        return withHeader(503, code, detail, "Retry-After", SOON);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return Optional.ofNullable(getMessage()).orElse("");
    }

    public List<FieldProblem> fields() {
        return fields;
    }

    Map<String, String> headers() {
        return headers;
    }
}
