package dev.waybill.common.track.server;

import dev.waybill.common.refusal.Refusal;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is said of an answer that is none of MLflow's API: of a proxy, of another program, of a server in trouble. */
final class AnswerProblem {

    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

    private final ServerAddress server;
    private final HttpResponse<String> answer;

    private AnswerProblem(ServerAddress server, HttpResponse<String> answer) {
        this.server = server;
        this.answer = answer;
    }

    /**
     * What to throw.
     *
     * @return an {@link Unavailable} where it may go well a little later
     */
    static RuntimeException of(ServerAddress server, HttpResponse<String> answer) {
        AnswerProblem problem = new AnswerProblem(server, answer);
        return switch (answer.statusCode()) {
            case 401 -> problem.unauthorized();
            case 403 -> problem.forbidden();
            case 413 -> problem.tooLarge();
            case 429 -> new Unavailable(problem.tooManyRequests(), problem.retryAfter());
            case 502, 503, 504 -> new Unavailable(problem.failed(), problem.retryAfter());
            default -> answer.statusCode() >= 500 ? problem.failed() : problem.notMlflow();
        };
    }

    private Refusal unauthorized() {
        String given = server.authorization().isPresent() ? "it does not know this user" : "it wants to know who calls";
        return Refusal.mistake(
                "tracking.server-unauthorized",
                "Cannot use the MLflow server " + server + ": " + given + " (401).",
                "Set " + MlflowVariables.USERNAME + " and " + MlflowVariables.PASSWORD + ", or " + MlflowVariables.TOKEN
                        + ".");
    }

    private Refusal forbidden() {
        boolean host = answer.body().contains("Host header");
        return Refusal.mistake(
                "tracking.server-forbidden",
                "Cannot use the MLflow server " + server + ": "
                        + (host ? "it does not take calls under this name (403)." : "this user may not do that (403)."),
                host
                        ? "Start it with --allowed-hosts " + server.uri().getHost() + "."
                        : "Get the right there, or, of MLflow 3, see that it was started with --allowed-hosts "
                                + server.uri().getHost() + ".");
    }

    private Refusal tooLarge() {
        return Refusal.mistake(
                "tracking.server-too-large",
                "Cannot use the MLflow server " + server + ": it takes no request of this size (413).",
                "Raise the limit of the proxy before it, such as client_max_body_size of nginx.");
    }

    private Refusal tooManyRequests() {
        String wait = retryAfter()
                .map(pause -> "; it asks to wait " + pause.toSeconds() + " s")
                .orElse("");
        return Refusal.mistake(
                "tracking.server-busy",
                "Cannot use the MLflow server " + server + ": it has had too many requests (429)" + wait + ".",
                "Run again later.");
    }

    private Refusal failed() {
        return Refusal.mistake(
                "tracking.server-failed",
                "Cannot use the MLflow server " + server + ": it answers with an error of its own ("
                        + answer.statusCode() + ").",
                "See its log, or run again later.");
    }

    private Refusal notMlflow() {
        String what = location()
                .map(to -> "it sends callers on to " + to)
                .orElse("what answers there is no API of MLflow 2 or later");
        return Refusal.mistake(
                "tracking.server-not-mlflow",
                "Cannot use the MLflow server " + server + ": " + what + " (" + answer.statusCode() + ").",
                "Set 'tracking' or " + MlflowVariables.URI + " to the address under which MLflow's own pages open.");
    }

    /** Without what may be secret in it. */
    private Optional<String> location() {
        return answer.headers()
                .firstValue("Location")
                .map(text -> text.replaceFirst("[?#].*", ""))
                .filter(text -> text.matches("https?://\\S+"))
                .map(URI::create)
                .map(uri -> uri.getScheme() + "://" + uri.getHost());
    }

    private Optional<Duration> retryAfter() {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(text -> SECONDS.matcher(text).matches())
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }
}
