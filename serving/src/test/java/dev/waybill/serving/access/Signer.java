package dev.waybill.serving.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signs tokens, as an identity provider does. */
record Signer(JWSAlgorithm algorithm, @Nullable String kid, JWSSigner by) {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final String SECRET = "0123456789abcdef0123456789abcdef";
    static final RSAKey RSA = rsa("rsa-1", 2_048);
    static final RSAKey OTHER_RSA = rsa("rsa-2", 2_048);
    static final ECKey CURVE = curve();

    static RSAKey rsa(String kid, int bits) {
        try {
            return new RSAKeyGenerator(bits, bits < 2_048).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static ECKey curve() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static Signer rs256(RSAKey key, @Nullable String kid) {
        try {
            return new Signer(JWSAlgorithm.RS256, kid, new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static Signer es256() {
        try {
            return new Signer(JWSAlgorithm.ES256, "ec-1", new ECDSASigner(CURVE));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static Signer hs(JWSAlgorithm algorithm, byte[] secret) {
        try {
            return new Signer(algorithm, "rsa-1", new MACSigner(secret));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /** What is published of keys. */
    static String published(JWK... keys) {
        return new JWKSet(List.of(keys)).toString(true);
    }

    /** Claims that count for an hour. */
    static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("https://id.example.com")
                .audience("waybill")
                .subject("ada")
                .claim("roles", List.of("predict"))
                .claim("tenant", "north")
                .expirationTime(Date.from(NOW.plusSeconds(3_600)));
    }

    String sign(JWTClaimsSet.Builder claims) {
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(kid).build(), claims.build());
        try {
            token.sign(by);
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
        return token.serialize();
    }
}
