package dev.waybill.pipelines.outward;

import dev.waybill.common.params.EnvironmentReferences;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where something is handed to, and as whom. All of it may be secret, as the path of a chat's webhook is, so it is never
 * shown.
 *
 * @param uri without user and password
 * @param authorization the header of that name
 */
public record Address(URI uri, Optional<String> authorization) {

    /**
     * Reads an address, in which {@code ${env:NAME}} stands for the value of a variable.
     *
     * @throws IllegalArgumentException that says what is wrong with it, in a clause that shows nothing of it
     */
    public static Address of(String text, Map<String, String> environment) {
        String resolved = EnvironmentReferences.resolve(text, name -> value(name, environment))
                .strip();
        URI uri = parsed(resolved);
        return new Address(bare(uri), authorization(uri));
    }

    /** Whether a text is the name of a variable and nothing else. */
    public static boolean isVariable(String text) {
        return EnvironmentReferences.isOne(text);
    }

    /** An address below this one. */
    public Address below(String path) {
        String above = uri.toString().replaceFirst("/+$", "");
        return new Address(URI.create(above + path), authorization);
    }

    private static String value(String name, Map<String, String> environment) {
        String value = environment.getOrDefault(name, "");
        if (value.isBlank()) {
            throw new IllegalArgumentException("needs the environment variable " + name + ", which is not set");
        }
        return value;
    }

    private static URI parsed(String text) {
        try {
            URI uri = new URI(text);
            if (text.matches("(?i)https?://.*") && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) { // which shows all of the text
            throw unreadable();
        }
        throw unreadable();
    }

    private static IllegalArgumentException unreadable() {
        return new IllegalArgumentException("is no http:// or https:// address with a host");
    }

    private static URI bare(URI uri) {
        String user = uri.getRawUserInfo();
        return user == null ? uri : URI.create(uri.toString().replaceFirst(Pattern.quote(user + "@"), ""));
    }

    private static Optional<String> authorization(URI uri) {
        return Optional.ofNullable(uri.getRawUserInfo())
                .map(user -> URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8))
                .map(user -> "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return "an address that is not shown";
    }
}
