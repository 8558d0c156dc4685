package dev.waybill.serving.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import dev.waybill.common.params.Params;
import dev.waybill.common.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells who asks, from what they send: {@code X-Api-Key: key}, or {@code Authorization: Bearer} with a key or a token. It keeps up
 * with its files and addresses by {@link #refresh}, so that no request waits for them.
 */
public final class Guard {

    private static final String BEARER = "Bearer ";
    private static final int LEAST_SECRET_BYTES = 32;
    /** After which keys of an address are asked for again, also if no token names one that is not known. */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(5);

    private final Optional<LastGood<ApiKeys>> keys;
    private final Optional<LastGood<SigningKeys>> signers;
    private final Optional<Tokens> tokens;
    private final InstantSource clock;

    /**
     * Reads who may ask.
     *
     * @param home the folder that holds {@code pipelines/} and {@code conf/}
     * @param environment its variables, of which one may have the secret
     * @throws Refusal for what cannot be read, or must not be taken
     */
    public Guard(Access access, Path home, Map<String, String> environment, InstantSource clock) {
        Tenants tenants = new Tenants(access.tenants());
        tenants.require(Params.names(home));
        this.clock = clock;
        keys = access.keys().map(file -> new LastGood<>(() -> ApiKeys.read(home, file, tenants), Duration.ZERO, clock));
        signers = access.jwt().flatMap(jwt -> signers(jwt, home));
        tokens = access.jwt().map(jwt -> new Tokens(jwt, signers, secret(jwt, environment), tenants));
    }

    private Optional<LastGood<SigningKeys>> signers(Access.Jwt jwt, Path home) {
        Duration every = jwt.isByAddress() ? ASK_AGAIN : Duration.ZERO;
        return jwt.jwks().map(place -> new LastGood<>(() -> SigningKeys.read(home, place), every, clock));
    }

    private static Optional<JWSVerifier> secret(Access.Jwt jwt, Map<String, String> environment) {
        return jwt.secretEnv().map(variable -> {
            byte[] secret = environment.getOrDefault(variable, "").getBytes(StandardCharsets.UTF_8);
            if (secret.length < LEAST_SECRET_BYTES) {
                throw Refusal.mistake(
                        "access.short-secret",
                        "Cannot check tokens: the variable %s (serving.access.jwt.secret-env) %s."
                                .formatted(variable, secret.length == 0 ? "is not set" : "is shorter than 32 bytes"),
                        "Set it to the secret that tokens are signed with; openssl rand -hex 32 makes one.");
            }
            return verifier(secret);
        });
    }

    private static JWSVerifier verifier(byte[] secret) {
        try {
            return new MACVerifier(secret);
        } catch (JOSEException e) {
            throw new IllegalStateException("Cannot check by a secret that is long enough", e);
        }
    }

    /**
     * Who asks.
     *
     * @param headers the value of a header by its name, or null
     * @throws Denied if that is nobody who may
     */
    public Caller caller(UnaryOperator<@Nullable String> headers) {
        String key = said(headers.apply("X-Api-Key"));
        String authorization = said(headers.apply("Authorization"));
        if (key.isEmpty() && authorization.isEmpty()) {
            throw new Denied(
                    401,
                    "access.no-credentials",
                    "Say who you are: by the header X-Api-Key, or by Authorization: Bearer with a key or a token.");
        } else if (!key.isEmpty() && !authorization.isEmpty()) {
            throw new Denied(401, "access.two-credentials", "Send X-Api-Key or Authorization, not both.");
        }
        return key.isEmpty() ? byBearer(authorization) : byKey(key);
    }

    private static String said(@Nullable String header) {
        return header == null ? "" : header.strip();
    }

    private Caller byBearer(String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new Denied(
                    401, "access.other-scheme", "Authorization takes the form: Bearer, a space, a key or token.");
        }
        String sent = authorization.substring(BEARER.length()).strip();
        boolean isToken = sent.chars().filter(letter -> letter == '.').count() == 2;
        return isToken ? byToken(sent) : byKey(sent);
    }

    private Caller byKey(String key) {
        return keys.orElseThrow(() -> new Denied(401, "access.no-keys", "No API keys are taken here, but tokens."))
                .value()
                .caller(key, clock.instant());
    }

    private Caller byToken(String token) {
        return tokens.orElseThrow(() -> new Denied(401, "access.no-tokens", "No tokens are taken here, but API keys."))
                .caller(token, clock.instant());
    }

    /** Reads again what has changed. By one thread. */
    public void refresh() {
        keys.ifPresent(LastGood::refresh);
        signers.ifPresent(LastGood::refresh);
    }

    /** Why what counts is not what there is now; empty where it is. */
    public Optional<String> problem() {
        return Stream.of(keys.flatMap(LastGood::problem), signers.flatMap(LastGood::problem))
                .flatMap(Optional::stream)
                .reduce((one, other) -> one + " " + other);
    }

    /** How many may ask, in words. */
    public String summary() {
        return "%d API keys, %d keys that sign tokens"
                .formatted(
                        keys.map(known -> known.value().count()).orElse(0),
                        signers.map(known -> known.value().count()).orElse(0));
    }
}
