package dev.waybill.serving.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request and its one answer, whoever comes first to give it. */
final class Exchange {

    private static final Logger LOG = LoggerFactory.getLogger("dev.waybill.serving.access-log");
    private static final String REQUEST_ID = "X-Request-Id";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Traffic traffic;
    private final String id;
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile String route = "none";
    private volatile String who = "-";

    Exchange(Request request, Response response, Callback callback, Traffic traffic) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.traffic = traffic;
        this.id = requestId(request);
        traffic.begun();
    }

    /** That who asks gave it, if it can stand in a log, or a new one. */
    static String requestId(Request request) {
        String given = request.getHeaders().get(REQUEST_ID);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return given != null && given.matches("[A-Za-z0-9._-]{1,64}")
                ? given
                : "%016x%016x".formatted(random.nextLong(), random.nextLong());
    }

    Request request() {
        return request;
    }

    String id() {
        return id;
    }

    void takes(String path) {
        route = path;
    }

    void by(String caller) {
        who = caller;
    }

    boolean isAnswered() {
        return answered.get();
    }

    /** Answers, if nobody has yet. */
    void answer(Answer answer) {
        if (answered.compareAndSet(false, true)) {
            write(answer, "-");
        }
    }

    /** Tells what is wrong, if nothing has been answered yet. */
    void answer(Problem problem) {
        if (answered.compareAndSet(false, true)) {
            problem.headers().forEach((name, value) -> response.getHeaders().put(name, value));
            write(of(problem, id), problem.code());
        }
    }

    static Answer of(Problem problem, String id) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", Titles.of(problem.status()))
                .put("status", problem.status())
                .put("detail", problem.detail())
                .put("code", problem.code())
                .put("request_id", id);
        if (!problem.fields().isEmpty()) {
            ArrayNode errors = node.putArray("errors");
            problem.fields()
                    .forEach(field ->
                            errors.addObject().put("field", field.field()).put("problem", field.problem()));
        }
        byte[] body = (node + "\n").getBytes(StandardCharsets.UTF_8);
        return new Answer(problem.status(), "application/problem+json", body);
    }

    /** Each word that is counted by is one for ever. */
    private static String counted(String method) {
        return METHODS.contains(method) ? method : "other";
    }

    private void write(Answer answer, String code) {
        double took = (System.nanoTime() - request.getBeginNanoTime()) / 1e9;
        traffic.answered(route, counted(request.getMethod()), answer.status(), took);
        LOG.debug(
                "{} {} {} {} {} ms {} {}",
                id,
                request.getMethod(),
                route,
                answer.status(),
                Math.round(took * 1e3),
                who,
                code);
        response.setStatus(answer.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        response.getHeaders().put(REQUEST_ID, id);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        // Only then may the server end.
        response.write(true, ByteBuffer.wrap(answer.body()), Callback.from(callback, traffic::ended));
    }
}
