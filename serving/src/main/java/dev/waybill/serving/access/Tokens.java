package dev.waybill.serving.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells who asks by a token (JWT). Which algorithm counts is said by the settings, never by the token. */
final class Tokens {

    private static final Set<JWSAlgorithm> BY_PUBLIC_KEY = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

    private final Access.Jwt settings;
    private final Optional<LastGood<SigningKeys>> signers;
    private final Optional<JWSVerifier> secret;
    private final Tenants tenants;

    Tokens(
            Access.Jwt settings,
            Optional<LastGood<SigningKeys>> signers,
            Optional<JWSVerifier> secret,
            Tenants tenants) {
        this.settings = settings;
        this.signers = signers;
        this.secret = secret;
        this.tenants = tenants;
    }

    /** @throws Denied for a token that does not count, in words that show nothing of it */
    Caller caller(String token, Instant now) {
        SignedJWT signed = signed(token);
        requireSignature(signed);
        JWTClaimsSet claims = claims(signed);
        requireOurs(claims);
        requireInTime(claims, now);
        String subject = Optional.ofNullable(claims.getSubject())
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> unknown("no-subject", "The token does not say whose it is (sub)."));
        return tenants.caller(loggable(subject), roles(claims), tenant(claims));
    }

    private static SignedJWT signed(String token) {
        try {
            JWT read = JWTParser.parse(token);
            if (read instanceof SignedJWT signed) {
                return signed;
            }
            throw otherAlgorithm();
        } catch (ParseException | IllegalArgumentException e) {
            throw badToken();
        }
    }

    /** By the kind of key that its algorithm is for: a public key is never taken for a secret. */
    private void requireSignature(SignedJWT token) {
        JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
        if (algorithm.equals(JWSAlgorithm.HS256)) {
            requireAny(token, List.of(secret.orElseThrow(Tokens::otherAlgorithm)));
        } else if (BY_PUBLIC_KEY.contains(algorithm)) {
            requireByPublicKey(token, signers.orElseThrow(Tokens::otherAlgorithm));
        } else {
            throw otherAlgorithm();
        }
    }

    private static void requireByPublicKey(SignedJWT token, LastGood<SigningKeys> known) {
        SigningKeys keys = known.value();
        String text = token.serialize();
        if (!keys.remembers(text)) {
            List<JWSVerifier> able = keys.of(token.getHeader());
            if (able.isEmpty()) {
                known.hurry(); // there may be a new one by now
                throw unknown("unknown-signer", "The token is signed by a key that is not known here.");
            }
            requireAny(token, able);
            keys.remember(text);
        }
    }

    private static void requireAny(SignedJWT token, List<JWSVerifier> able) {
        try {
            for (JWSVerifier verifier : able) {
                if (token.verify(verifier)) {
                    return;
                }
            }
        } catch (JOSEException e) {
            throw badToken();
        }
        throw unknown("wrong-signature", "The token's signature does not hold.");
    }

    private static JWTClaimsSet claims(SignedJWT token) {
        try {
            return Optional.ofNullable(token.getJWTClaimsSet()).orElseThrow(Tokens::badToken);
        } catch (ParseException e) {
            throw badToken();
        }
    }

    private void requireOurs(JWTClaimsSet claims) {
        if (!settings.issuer().equals(claims.getIssuer())) {
            throw unknown("other-issuer", "The token is of another issuer.");
        } else if (!claims.getAudience().contains(settings.audience())) {
            throw unknown("other-audience", "The token is for another audience.");
        }
    }

    private void requireInTime(JWTClaimsSet claims, Instant now) {
        Duration leeway = Duration.ofSeconds(settings.leewaySeconds());
        if (claims.getExpirationTime() == null) {
            throw unknown("no-expiry", "The token does not say when it expires (exp).");
        } else if (!now.minus(leeway).isBefore(claims.getExpirationTime().toInstant())) {
            throw unknown("expired-token", "The token has expired.");
        } else if (claims.getNotBeforeTime() != null
                && now.plus(leeway).isBefore(claims.getNotBeforeTime().toInstant())) {
            throw unknown("early-token", "The token does not count yet.");
        }
    }

    /** Others than ours are for other programs. */
    private Set<Role> roles(JWTClaimsSet claims) {
        List<?> said = words(claims.getClaim(settings.rolesClaim()));
        if (said.isEmpty()) {
            throw new Denied(403, "access.no-role", "The token gives no role.");
        }
        EnumSet<Role> roles = EnumSet.noneOf(Role.class);
        Arrays.stream(Role.values()).filter(role -> said.contains(role.name())).forEach(roles::add);
        if (roles.isEmpty()) {
            throw new Denied(403, "access.unknown-role", "The token gives none of the roles predict, read, admin.");
        }
        return roles;
    }

    private static List<?> words(Object claim) {
        if (claim instanceof String text) {
            return Arrays.stream(text.split(" ", -1))
                    .filter(word -> !word.isEmpty())
                    .toList();
        }
        return claim instanceof List<?> list ? list : List.of();
    }

    private Optional<String> tenant(JWTClaimsSet claims) {
        Optional<Object> said = Optional.ofNullable(claims.getClaim(settings.tenantClaim()));
        if (said.filter(tenant -> !(tenant instanceof String text
                        && Access.NAME.matcher(text).matches()))
                .isPresent()) {
            throw new Denied(403, "access.unknown-tenant", "There is no such tenant here.");
        }
        return said.map(Object::toString);
    }

    /** As it can stand in a log. */
    private static String loggable(String subject) {
        String plain = subject.replaceAll("[^A-Za-z0-9._@:|/+-]", "?");
        return plain.substring(0, Math.min(64, plain.length()));
    }

    private static Denied otherAlgorithm() {
        return unknown("other-algorithm", "The token is signed in a way that is not taken here.");
    }

    private static Denied badToken() {
        return unknown("bad-token", "This is no token (JWT).");
    }

    private static Denied unknown(String code, String why) {
        return new Denied(401, "access." + code, why);
    }
}
