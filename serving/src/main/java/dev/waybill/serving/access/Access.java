package dev.waybill.serving.access;

import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Redaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who may ask, usually from {@code conf/<env>.yaml}: whoever has a key, or a token, or both.
 *
 * @param keys a file of API keys, as {@link ApiKeys} reads it; relative to the project's folder
 * @param tenants the pipelines that each tenant sees; where there are any, who belongs to none sees all as an {@code admin},
 *     and nothing otherwise
 */
public record Access(Optional<String> keys, Optional<Jwt> jwt, Map<String, List<String>> tenants) {

    /** What tenants and keys may be called, since these names stand in logs. */
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public Access {
        if (keys.isEmpty() && jwt.isEmpty()) {
            throw new IllegalArgumentException("needs keys or jwt; leave it out where anybody may ask");
        }
        tenants.keySet().stream()
                .filter(tenant -> !NAME.matcher(tenant).matches())
                .findFirst()
                .ifPresent(tenant -> {
                    throw new IllegalArgumentException(
                            "has the tenant '%s', but a name has at most 64 letters, digits, dots, dashes and underscores"
                                    .formatted(tenant));
                });
    }

    /**
     * Which tokens count (JWT, RFC 7519).
     *
     * @param jwks where the public keys of those who sign by RS256 and ES256 are (RFC 7517): a file, relative to the project's
     *     folder, or an address
     * @param secretEnv the variable of the environment that has the secret by which HS256 signs
     * @param issuer that a token has to be of
     * @param audience that it has to be for
     * @param rolesClaim that has the roles: a list, or words in a text
     * @param tenantClaim that has the tenant
     * @param leewaySeconds that clocks may differ by
     */
    public record Jwt(
            Optional<String> jwks,
            Optional<String> secretEnv,
            String issuer,
            String audience,
            @Default("roles") String rolesClaim,
            @Default("tenant") String tenantClaim,
            @Default("30") int leewaySeconds) {

        private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
        private static final Pattern HTTPS = Pattern.compile("https://[^/].*");
        private static final Pattern OF_THIS_MACHINE =
                Pattern.compile("http://(?:localhost|127\\.0\\.0\\.1|\\[::1])(?::\\d+)?(?:/.*)?");

        public Jwt {
            if (jwks.isEmpty() && secretEnv.isEmpty()) {
                throw new IllegalArgumentException("needs jwks, or secret-env, or both");
            } else if (secretEnv
                    .filter(name -> !VARIABLE.matcher(name).matches())
                    .isPresent()) { // which may be the secret itself, and is not shown
                throw new IllegalArgumentException("has something else than the name of a variable as secret-env;"
                        + " write WAYBILL_JWT_SECRET and set that variable where Waybill runs");
            } else if (issuer.isBlank() || audience.isBlank()) {
                throw new IllegalArgumentException("needs an issuer and an audience that are not empty");
            } else if (leewaySeconds < 0 || leewaySeconds > 300) {
                throw new IllegalArgumentException(
                        "has %d as leeway-seconds, which must be 0 to 300".formatted(leewaySeconds));
            }
            jwks.ifPresent(Jwt::requireSafe);
        }

        /** Whoever could change the keys on their way could sign tokens. */
        private static void requireSafe(String jwks) {
            boolean isAddress = jwks.contains("://");
            if (isAddress
                    && !HTTPS.matcher(jwks).matches()
                    && !OF_THIS_MACHINE.matcher(jwks).matches()) {
                throw new IllegalArgumentException(
                        "has a jwks that is neither a file nor an https:// address; http:// is taken of localhost alone");
            } else if (Redaction.isDue(jwks)) {
                throw new IllegalArgumentException("has a password in the address of jwks; public keys need none");
            }
        }

        boolean isByAddress() {
            return jwks.filter(place -> place.contains("://")).isPresent();
        }
    }
}
