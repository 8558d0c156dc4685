package dev.waybill.serving.http;

import dev.waybill.serving.access.Caller;
import dev.waybill.serving.access.Denied;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a request from its first line to its answer. */
final class ApiHandler extends Handler.Abstract {

    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);

    private final Router open;
    private final Router watched;
    private final Router guarded;
    private final Function<UnaryOperator<@Nullable String>, Caller> access;
    private final Limits limits;
    private final Workers workers;
    private final Traffic traffic;
    private final InstantSource clock;

    /**
     * A handler.
     *
     * @param open what everybody may ask, and is answered at once, also when there is too much to do
     * @param watched what is answered at once as well, but not to everybody
     * @param guarded all else
     * @param access tells from a request's headers who asks
     */
    ApiHandler(
            Router open,
            Router watched,
            Router guarded,
            Function<UnaryOperator<@Nullable String>, Caller> access,
            Limits limits,
            Workers workers,
            Traffic traffic,
            InstantSource clock) {
        this.open = open;
        this.watched = watched;
        this.guarded = guarded;
        this.access = access;
        this.limits = limits;
        this.workers = workers;
        this.traffic = traffic;
        this.clock = clock;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Exchange exchange = new Exchange(request, response, callback, traffic);
        try {
            begin(exchange);
        } catch (Problem problem) {
            exchange.answer(problem);
        } catch (RuntimeException e) {
            fail(exchange, e);
        }
        return true;
    }

    private void begin(Exchange exchange) {
        Request request = exchange.request();
        Instant at = clock.instant();
        String path = Request.getPathInContext(request);
        Optional<Router.Match> forAll = at(open, request.getMethod(), path);
        if (forAll.isPresent()) {
            exchange.takes(forAll.get().route().path());
            answerAtOnce(exchange, forAll.get(), Caller.ANYBODY, at);
            return;
        }
        Optional<Router.Match> forSome = at(watched, request.getMethod(), path);
        if (forSome.isPresent()) {
            answerAtOnce(exchange, forSome.get(), caller(exchange, forSome.get().route()), at);
            return;
        }
        Router.Match match = guarded.find(request.getMethod(), path);
        Caller caller = caller(exchange, match.route());
        if (match.route().asked().isPresent()) {
            requireJson(request);
        }
        Map<String, String> query = query(request);
        Body.read(
                request,
                limits,
                body -> workers.take(
                        () -> answer(exchange, call(exchange, match, query, body, caller, at), match.route()),
                        exchange::answer),
                exchange::answer);
    }

    private static void answerAtOnce(Exchange exchange, Router.Match match, Caller caller, Instant at) {
        Call call = call(exchange, match, Map.of(), new byte[0], caller, at);
        exchange.answer(match.route().handler().apply(call));
    }

    /** Such paths take GET alone, and another method of them is one that is not known. */
    private static Optional<Router.Match> at(Router router, String method, String path) {
        try {
            return Optional.of(router.find(method, path));
        } catch (Problem problem) {
            if (problem.status() == HttpStatus.NOT_FOUND_404) {
                return Optional.empty();
            }
            throw problem;
        }
    }

    private Caller caller(Exchange exchange, Route route) {
        exchange.takes(route.path());
        try {
            Caller caller = access.apply(exchange.request().getHeaders()::get);
            exchange.by(
                    caller.name() + caller.tenant().map(tenant -> "@" + tenant).orElse(""));
            route.role().filter(role -> !caller.may(role)).ifPresent(role -> {
                throw new Problem(403, "access.other-role", "This takes the role %s.".formatted(role));
            });
            return caller;
        } catch (Denied denied) {
            throw denied.status() == HttpStatus.UNAUTHORIZED_401
                    ? Problem.withHeader(401, denied.code(), message(denied), "WWW-Authenticate", "Bearer")
                    : new Problem(denied.status(), denied.code(), message(denied));
        }
    }

    private static String message(Denied denied) {
        return String.valueOf(denied.getMessage());
    }

    private static Map<String, String> query(Request request) {
        Map<String, String> query = new HashMap<>();
        try {
            Request.extractQueryParameters(request).forEach(field -> query.put(field.getName(), field.getValue()));
        } catch (RuntimeException e) { // of Jetty's several kinds
            throw new Problem(400, "request.bad-query", "The query of the address is none.");
        }
        return query;
    }

    private static void requireJson(Request request) {
        String type = Optional.ofNullable(request.getHeaders().get(HttpHeader.CONTENT_TYPE))
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .replace(" ", "");
        if (!type.matches("application/json(;charset=\"?utf-8\"?)?")) {
            throw new Problem(415, "request.other-type", "The body has to be of type application/json, in UTF-8.");
        }
    }

    private static Call call(
            Exchange exchange, Router.Match match, Map<String, String> query, byte[] body, Caller caller, Instant at) {
        long begun = exchange.request().getBeginNanoTime();
        return new Call(match.variables(), query, body, caller, exchange.id(), at, begun);
    }

    private void answer(Exchange exchange, Call call, Route route) {
        try {
            exchange.answer(route.handler().apply(call));
        } catch (Problem problem) {
            exchange.answer(problem);
        } catch (RuntimeException | Error e) { // whoever asked is told that there was no answer
            fail(exchange, e);
        }
    }

    private static void fail(Exchange exchange, Throwable e) {
        LOG.error("Request {} failed", exchange.id(), e);
        exchange.answer(
                new Problem(500, "server.error", "The server made a mistake; its log tells more, by the request id."));
    }
}
