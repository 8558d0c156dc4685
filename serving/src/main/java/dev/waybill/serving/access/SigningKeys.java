package dev.waybill.serving.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The public keys of those who sign tokens. */
final class SigningKeys {

    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int MOST_BYTES = 1 << 20;
    private static final int LEAST_RSA_BITS = 2_048;

    private record Signer(JWK key, JWSVerifier verifier) {}

    private static final int MOST_REMEMBERED = 1_000;

    private final List<Signer> signers;
    /** Tokens whose signatures hold, the last that were sent: they come again, and ES256 takes a millisecond to check. */
    private final Map<String, Boolean> held = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_REMEMBERED;
        }
    });

    private SigningKeys(List<Signer> signers) {
        this.signers = signers;
    }

    /**
     * Reads them.
     *
     * @param place a file, or an address
     * @throws Refusal if it cannot be read, or has what it should not
     */
    static SigningKeys read(Path home, String place) {
        JWKSet set = parse(place, text(home, place));
        if (set.containsNonPublicKeys()) {
            throw Refusal.mistake(
                    "access.private-key",
                    "Cannot take the keys of %s: a private key is among them, with which anybody who sees it signs tokens."
                            .formatted(place),
                    "Publish the public parts alone (kty, kid, n, e, or crv, x, y), and sign by new keys.");
        }
        List<Signer> signers = set.getKeys().stream()
                .flatMap(key -> verifier(place, key).map(made -> new Signer(key, made)).stream())
                .toList();
        if (signers.isEmpty()) {
            throw Refusal.mistake(
                    "access.bad-jwks",
                    "Cannot take the keys of %s: none is of RSA or of the curve P-256.".formatted(place),
                    "Put the public keys there that sign by RS256 or ES256.");
        }
        return new SigningKeys(signers);
    }

    private static String text(Path home, String place) {
        try {
            return place.contains("://")
                    ? new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MOST_BYTES)
                            .retrieveResource(URI.create(place).toURL())
                            .getContent()
                    : Files.readString(home.resolve(place));
        } catch (IOException | IllegalArgumentException e) {
            throw Refusal.mistake(
                    "access.no-jwks",
                    "Cannot read the keys of %s: %s."
                            .formatted(place, e instanceof NoSuchFileException ? "no such file" : e.getMessage()),
                    "Correct serving.access.jwt.jwks, or have it answer.");
        }
    }

    private static JWKSet parse(String place, String text) {
        try {
            return JWKSet.parse(text);
        } catch (ParseException | IllegalArgumentException e) { // the library's words may show what is in it
            throw Refusal.mistake(
                    "access.bad-jwks",
                    "Cannot take the keys of %s: it is no JSON Web Key Set.".formatted(place),
                    "Let it be {\"keys\": [..]}, each with kty and kid.");
        }
    }

    /** By which tokens of a key are checked; empty for a key of another kind. */
    private static Optional<JWSVerifier> verifier(String place, JWK key) {
        try {
            if (key instanceof RSAKey rsa) {
                requireLong(place, rsa);
                return Optional.of(new RSASSAVerifier(rsa));
            }
            return key instanceof ECKey curve && curve.getCurve().equals(Curve.P_256)
                    ? Optional.of(new ECDSAVerifier(curve))
                    : Optional.empty();
        } catch (JOSEException e) {
            throw Refusal.mistake(
                    "access.bad-jwks",
                    "Cannot take the keys of %s: key %s is not well.".formatted(place, key.getKeyID()),
                    "Put the key there as its maker writes it.");
        }
    }

    private static void requireLong(String place, RSAKey key) {
        if (key.size() < LEAST_RSA_BITS) {
            throw Refusal.mistake(
                    "access.short-key",
                    "Cannot take the keys of %s: key %s has %d bits, and can be broken."
                            .formatted(place, key.getKeyID(), key.size()),
                    "Sign by a key of at least %d bits.".formatted(LEAST_RSA_BITS));
        }
    }

    int count() {
        return signers.size();
    }

    /** Whether a token is among those that {@link #remember} was told of. */
    boolean remembers(String token) {
        return held.getOrDefault(token, false);
    }

    void remember(String token) {
        held.put(token, true);
    }

    /** Of the keys that may have signed it: of its algorithm, and named by it if it names one. */
    List<JWSVerifier> of(JWSHeader header) {
        JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
        return Stream.ofNullable(matcher)
                .flatMap(wanted -> signers.stream().filter(signer -> wanted.matches(signer.key())))
                .map(Signer::verifier)
                .toList();
    }
}
