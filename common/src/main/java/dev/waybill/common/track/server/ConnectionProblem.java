package dev.waybill.common.track.server;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What is said of a server that gave no answer. */
final class ConnectionProblem {

    private static final String ADDRESS = "correct 'tracking' in the params or in conf/, or " + MlflowVariables.URI;

    private ConnectionProblem() {}

    /**
     * What to throw.
     *
     * @return an {@link Unavailable} where it may go well a little later
     */
    static RuntimeException of(IOException failure, ServerAddress server, Duration limit) {
        if (failure instanceof SSLException) {
            return untrusted(failure, server);
        }
        return new Unavailable(refusal(failure, server, limit), Optional.empty());
    }

    private static Refusal refusal(IOException failure, ServerAddress server, Duration limit) {
        if (isCausedBy(failure, UnresolvedAddressException.class) || isCausedBy(failure, UnknownHostException.class)) {
            return Refusal.mistake(
                    "tracking.server-unknown-host",
                    "Cannot reach the MLflow server " + server + ": there is no host of the name "
                            + server.uri().getHost() + ".",
                    "Look for a slip of the pen, and " + ADDRESS + ".",
                    failure);
        } else if (failure instanceof HttpTimeoutException) {
            return Refusal.mistake(
                    "tracking.server-timeout",
                    "Cannot reach the MLflow server " + server + ": no answer within " + limit.toSeconds() + " s.",
                    "See whether it runs and what keeps it busy, or run again.",
                    failure);
        } else if (failure instanceof ConnectException) {
            return Refusal.mistake(
                    "tracking.server-unreachable",
                    "Cannot reach the MLflow server " + server + ": nothing listens there.",
                    "Start it, or " + ADDRESS + ".",
                    failure);
        }
        return Refusal.mistake(
                "tracking.server-unreachable",
                "Cannot reach the MLflow server " + server + ": the connection broke off.",
                "See whether it runs and what its log says, or run again.",
                failure);
    }

    private static Refusal untrusted(IOException failure, ServerAddress server) {
        boolean plain = String.valueOf(failure.getMessage()).contains("recognized SSL message");
        return plain
                ? Refusal.mistake(
                        "tracking.server-untrusted",
                        "Cannot reach the MLflow server " + server + ": it does not speak TLS.",
                        "Write http:// in place of https://.",
                        failure)
                : Refusal.mistake(
                        "tracking.server-untrusted",
                        "Cannot trust the MLflow server " + server
                                + ": its certificate is of nobody that is known here," + " or of another host.",
                        "Set " + MlflowVariables.CERTIFICATES + " to the certificate of who signed it, or put that into"
                                + " the JVM's trust store.",
                        failure);
    }

    private static boolean isCausedBy(@Nullable Throwable failure, Class<? extends Throwable> kind) {
        return failure != null && (kind.isInstance(failure) || isCausedBy(failure.getCause(), kind));
    }
}
