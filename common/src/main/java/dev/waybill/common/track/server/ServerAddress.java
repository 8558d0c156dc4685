package dev.waybill.common.track.server;

import dev.waybill.common.refusal.Refusal;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * An MLflow server, and as whom it is called.
 *
 * @param uri without user, password and trailing slashes; what people are shown
 * @param authorization the header of that name; secret
 * @param tls which certificates are trusted
 */
public record ServerAddress(URI uri, Optional<String> authorization, TrustedCertificates tls) {

    /**
     * Reads an address.
     *
     * @param text {@code https://mlflow.example.com/prefix}; a {@code user:password@} in it counts where the environment
     *     names nobody
     */
    public static ServerAddress of(String text, MlflowVariables variables) {
        URI uri = parsed(text);
        return new ServerAddress(bare(uri), authorization(uri, variables), TrustedCertificates.of(variables));
    }

    private static URI parsed(String text) {
        try {
            URI uri = new URI(text.strip());
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) { // not kept as the cause: it shows all of the text
            throw invalid(text);
        }
        throw invalid(text);
    }

    private static Refusal invalid(String text) {
        return Refusal.mistake(
                "tracking.uri",
                "Cannot read the address of the MLflow server"
                        + (text.contains("@") ? "" : " " + text) // what is secret in it is known only once it is read
                        + ": it is none with a host.",
                "Write it like http://mlflow.example.com:5000, without _ in the name of the host.");
    }

    private static URI bare(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath().replaceFirst("/+$", "");
        return URI.create(uri.getScheme() + "://" + uri.getHost() + port + path);
    }

    private static Optional<String> authorization(URI uri, MlflowVariables variables) {
        if (variables.username().isPresent() && variables.password().isPresent()) {
            return variables
                    .username()
                    .map(user -> basic(user + ":" + variables.password().orElseThrow()));
        }
        return variables
                .token()
                .map(token -> "Bearer " + token)
                .or(() -> Optional.ofNullable(uri.getRawUserInfo())
                        .map(user -> basic(URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8))));
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
