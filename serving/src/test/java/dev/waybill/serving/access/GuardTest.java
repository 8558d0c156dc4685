package dev.waybill.serving.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GuardTest {

    private static final String HASH = DigestUtils.sha256Hex("k3y-of-north");
    private static final Map<String, List<String>> TENANTS = Map.of("north", List.of("demo"));

    @TempDir
    Path home;

    @BeforeEach
    void pipeline() throws IOException {
        Files.createDirectories(home.resolve("pipelines/demo"));
        Files.writeString(home.resolve("pipelines/demo/params.yaml"), "");
        Files.createDirectories(home.resolve("conf"));
        write("conf/jwks.json", Signer.published(Signer.RSA, Signer.CURVE));
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(home.resolve(file), text);
    }

    private Guard keys(String yaml, Map<String, List<String>> tenants) throws IOException {
        write("conf/keys.yaml", yaml);
        return guard(new Access(Optional.of("conf/keys.yaml"), Optional.empty(), tenants));
    }

    private Guard guard(Access access) {
        return new Guard(access, home, Map.of("WAYBILL_JWT_SECRET", Signer.SECRET), () -> Signer.NOW);
    }

    private static Access.Jwt jwt(Optional<String> jwks, Optional<String> secret) {
        return new Access.Jwt(jwks, secret, "https://id.example.com", "waybill", "roles", "tenant", 30);
    }

    private Guard tokens() {
        Access.Jwt jwt = jwt(Optional.of("conf/jwks.json"), Optional.of("WAYBILL_JWT_SECRET"));
        return guard(new Access(Optional.empty(), Optional.of(jwt), TENANTS));
    }

    private static Caller ask(Guard guard, String header, String value) {
        return guard.caller(name -> name.equals(header) ? value : null);
    }

    private static Caller bearing(Guard guard, String token) {
        return ask(guard, "Authorization", "Bearer " + token);
    }

    private static void requireDenied(Guard guard, String header, String value, int status, String code) {
        Denied denied = catchThrowableOfType(Denied.class, () -> ask(guard, header, value));
        assertThat(denied.code()).isEqualTo(code);
        assertThat(denied.status()).isEqualTo(status);
        assertThat(denied.getMessage())
                .hasSizeBetween(10, 120)
                .doesNotContain("ada")
                .doesNotContain("other.example");
    }

    private static String key(String id, String hash, String more) {
        return "  - {id: %s, sha256: %s, roles: [predict]%s}\n".formatted(id, hash, more);
    }

    @Test
    void knowsKeysByTheirHashes() throws IOException {
        Guard guard = keys(
                "keys:\n" + key("shop", HASH, ", tenant: north")
                        + key(
                                "old",
                                DigestUtils.sha256Hex("0ld"),
                                ", tenant: north, expires: 2026-03-01T13:00:00+01:00")
                        + "  - {id: ops, sha256: %s, roles: [admin]}\n"
                                .formatted(DigestUtils.sha256Hex("r00t").toUpperCase(java.util.Locale.ROOT)),
                TENANTS);

        Caller shop = new Caller("shop", Set.of(Role.predict), Optional.of("north"), Optional.of(Set.of("demo")));
        assertThat(ask(guard, "X-Api-Key", "k3y-of-north")).isEqualTo(shop);
        assertThat(bearing(guard, "k3y-of-north")).isEqualTo(shop);
        assertThat(ask(guard, "Authorization", "bearer  k3y-of-north")).isEqualTo(shop);
        assertThat(ask(guard, "X-Api-Key", "r00t"))
                .isEqualTo(new Caller("ops", Set.of(Role.admin), Optional.empty(), Optional.empty()));
        requireDenied(guard, "X-Api-Key", "k3y-of-nortH", 401, "access.unknown-key");
        requireDenied(guard, "X-Api-Key", HASH, 401, "access.unknown-key");
        requireDenied(guard, "X-Api-Key", "0ld", 401, "access.expired-key");
        requireDenied(guard, "X-Api-Key", " ", 401, "access.no-credentials");
        requireDenied(guard, "Cookie", "k3y-of-north", 401, "access.no-credentials");
        requireDenied(guard, "Authorization", "Basic azN5OmszeQ==", 401, "access.other-scheme");
        requireDenied(guard, "Authorization", "Bearer a.b.c", 401, "access.no-tokens");
        assertThatThrownBy(() -> guard.caller(name -> "k3y-of-north"))
                .isInstanceOfSatisfying(
                        Denied.class, denied -> assertThat(denied.code()).isEqualTo("access.two-credentials"));
    }

    static Stream<Arguments> badFiles() {
        String good = key("shop", HASH, ", tenant: north");
        return Stream.of(
                Arguments.of("keys: [", "Cannot read conf/keys.yaml:"),
                Arguments.of("- a\n", "Cannot read conf/keys.yaml: it is not a mapping."),
                Arguments.of("kesy:\n" + good, "conf/keys.yaml:1: 'kesy' is not a known key."),
                Arguments.of("keys:\n" + good + key("b", "s3cret", ""), "'keys[1]' has a sha256 that is not 64 hex"),
                Arguments.of("keys:\n" + key("b", DigestUtils.sha256Hex("\n"), ""), "has the sha256 of an empty text"),
                Arguments.of("keys:\n" + key("'a b'", HASH, ""), "'keys[0]' has an id that is none"),
                Arguments.of("keys:\n" + key("b", HASH, ", expires: tomorrow"), "'keys[0]' has expires 'tomorrow'"),
                Arguments.of("keys:\n" + good.replace("predict", "owner"), "must be one of predict, read, admin"),
                Arguments.of("keys:\n" + good.replace("[predict]", "[]"), "'keys[0]' needs roles"),
                Arguments.of("keys:\n" + good + good, "'keys' has the id or the key of 'shop' twice"),
                Arguments.of("keys:\n" + good + good.replace("shop", "b"), "has the id or the key of 'b' twice"),
                Arguments.of(
                        "keys:\n" + key("b", HASH, ", tenant: west"),
                        "Cannot take key 'b' of conf/keys.yaml: There is"),
                Arguments.of("keys:\n" + key("b", HASH, ""), "has to belong to a tenant. Give it a tenant of"));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void refusesAFileOfKeysThatIsNotWell(String yaml, String message) {
        assertThatThrownBy(() -> keys(yaml, TENANTS))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void takesChangedFilesAndKeepsWhatWasGood() throws IOException {
        Guard guard = keys("keys:\n" + key("shop", HASH, ""), Map.of());
        write("conf/keys.yaml", "keys:\n" + key("shop", DigestUtils.sha256Hex("n3w"), ", tenant: any"));
        guard.refresh();
        assertThat(ask(guard, "X-Api-Key", "n3w").tenant()).contains("any");
        assertThat(ask(guard, "X-Api-Key", "n3w").knows("whichever")).isTrue();
        requireDenied(guard, "X-Api-Key", "k3y-of-north", 401, "access.unknown-key");
        assertThat(guard.problem()).isEmpty();
        assertThat(guard.summary()).isEqualTo("1 API keys, 0 keys that sign tokens");

        write("conf/keys.yaml", "keys: [");
        guard.refresh();
        assertThat(ask(guard, "X-Api-Key", "n3w").name()).isEqualTo("shop");
        assertThat(guard.problem().orElse("")).startsWith("Cannot read conf/keys.yaml:");

        Files.delete(home.resolve("conf/keys.yaml"));
        guard.refresh();
        assertThat(ask(guard, "X-Api-Key", "n3w").name()).isEqualTo("shop");
        assertThat(guard.problem().orElse("")).contains("no such file");

        write("conf/keys.yaml", "keys: []");
        guard.refresh();
        assertThat(guard.problem()).isEmpty();
        requireDenied(guard, "X-Api-Key", "n3w", 401, "access.unknown-key");
    }

    @Test
    void knowsTokensByEachAlgorithm() {
        Guard guard = tokens();
        Caller ada = new Caller("ada", Set.of(Role.predict), Optional.of("north"), Optional.of(Set.of("demo")));
        byte[] secret = Signer.SECRET.getBytes(StandardCharsets.UTF_8);
        for (Signer signer : List.of(
                Signer.rs256(Signer.RSA, "rsa-1"),
                Signer.rs256(Signer.RSA, null),
                Signer.es256(),
                Signer.hs(JWSAlgorithm.HS256, secret))) {
            assertThat(bearing(guard, signer.sign(Signer.claims()))).isEqualTo(ada);
        }
        String several = rsa(Signer.claims()
                .audience(List.of("other", "waybill"))
                .claim("roles", "openid read admin")
                .claim("tenant", null)
                .subject("bob\nroot")
                .expirationTime(Date.from(Signer.NOW.minusSeconds(29)))
                .notBeforeTime(Date.from(Signer.NOW.plusSeconds(29))));
        assertThat(bearing(guard, several))
                .isEqualTo(new Caller("bob?root", Set.of(Role.read, Role.admin), Optional.empty(), Optional.empty()));
        requireDenied(guard, "X-Api-Key", several, 401, "access.no-keys");
    }

    private static String rsa(JWTClaimsSet.Builder claims) {
        return Signer.rs256(Signer.RSA, "rsa-1").sign(claims);
    }

    private static String header(String json) {
        return Base64URL.encode(json) + ".e30.e30";
    }

    private static Date in(long seconds) {
        return Date.from(Signer.NOW.plusSeconds(seconds));
    }

    static Stream<Arguments> badTokens() throws JOSEException {
        String good = rsa(Signer.claims());
        String[] parts = good.split("\\.", -1);
        String[] admin = rsa(Signer.claims().claim("roles", List.of("admin"))).split("\\.", -1);
        byte[] publicKey = Signer.RSA.toRSAPublicKey().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                .formatted(java.util.Base64.getMimeEncoder().encodeToString(publicKey));
        byte[] secret = Signer.SECRET.repeat(2).getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                Arguments.of("..", 401, "bad-token"),
                Arguments.of("a.b.c", 401, "bad-token"),
                Arguments.of("eyJhbGciOiJSUzI1NiJ9..", 401, "bad-token"),
                Arguments.of(header("{\"alg\":7}"), 401, "bad-token"),
                Arguments.of(header("{\"alg\":\"RS256\",\"kid\":{}}"), 401, "bad-token"),
                Arguments.of(header("{\"alg\":\"RS256\",\"x\":" + "[".repeat(8_000)), 401, "bad-token"),
                Arguments.of(rsa(Signer.claims().claim("exp", "tomorrow")), 401, "bad-token"),
                Arguments.of(new PlainJWT(Signer.claims().build()).serialize(), 401, "other-algorithm"),
                Arguments.of(parts[0] + "." + parts[1] + ".", 401, "bad-token"),
                Arguments.of(Signer.hs(JWSAlgorithm.HS512, secret).sign(Signer.claims()), 401, "other-algorithm"),
                Arguments.of(Signer.hs(JWSAlgorithm.HS256, publicKey).sign(Signer.claims()), 401, "wrong-signature"),
                Arguments.of(
                        Signer.hs(JWSAlgorithm.HS256, pem.getBytes(StandardCharsets.UTF_8))
                                .sign(Signer.claims()),
                        401,
                        "wrong-signature"),
                Arguments.of(Signer.rs256(Signer.OTHER_RSA, "rsa-2").sign(Signer.claims()), 401, "unknown-signer"),
                Arguments.of(Signer.rs256(Signer.RSA, "ec-1").sign(Signer.claims()), 401, "unknown-signer"),
                Arguments.of(Signer.rs256(Signer.OTHER_RSA, "rsa-1").sign(Signer.claims()), 401, "wrong-signature"),
                Arguments.of(parts[0] + "." + admin[1] + "." + parts[2], 401, "wrong-signature"),
                Arguments.of(rsa(Signer.claims().expirationTime(null)), 401, "no-expiry"),
                Arguments.of(rsa(Signer.claims().expirationTime(in(-30))), 401, "expired-token"),
                Arguments.of(rsa(Signer.claims().notBeforeTime(in(31))), 401, "early-token"),
                Arguments.of(rsa(Signer.claims().issuer("https://other.example.com")), 401, "other-issuer"),
                Arguments.of(rsa(Signer.claims().issuer(null)), 401, "other-issuer"),
                Arguments.of(rsa(Signer.claims().audience("other.example")), 401, "other-audience"),
                Arguments.of(rsa(Signer.claims().audience((String) null)), 401, "other-audience"),
                Arguments.of(rsa(Signer.claims().subject(null)), 401, "no-subject"),
                Arguments.of(rsa(Signer.claims().claim("roles", null)), 403, "no-role"),
                Arguments.of(rsa(Signer.claims().claim("roles", List.of())), 403, "no-role"),
                Arguments.of(rsa(Signer.claims().claim("roles", 7)), 403, "no-role"),
                Arguments.of(rsa(Signer.claims().claim("roles", List.of("owner", "Admin"))), 403, "unknown-role"),
                Arguments.of(rsa(Signer.claims().claim("tenant", null)), 403, "no-tenant"),
                Arguments.of(rsa(Signer.claims().claim("tenant", "west")), 403, "unknown-tenant"),
                Arguments.of(rsa(Signer.claims().claim("tenant", List.of("north"))), 403, "unknown-tenant"));
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void deniesATokenThatDoesNotCount(String token, int status, String code) {
        requireDenied(tokens(), "Authorization", "Bearer " + token, status, "access." + code);
    }

    @Test
    void takesNoSecretWhereThereIsNoneAndNoPublicKeyWhereThereIsNone() {
        String byPublicKey = Signer.hs(
                        JWSAlgorithm.HS256, Signer.published(Signer.RSA).getBytes(StandardCharsets.UTF_8))
                .sign(Signer.claims());
        Guard withoutSecret = guard(new Access(
                Optional.empty(), Optional.of(jwt(Optional.of("conf/jwks.json"), Optional.empty())), TENANTS));
        requireDenied(withoutSecret, "Authorization", "Bearer " + byPublicKey, 401, "access.other-algorithm");
        Guard bySecret = guard(new Access(
                Optional.empty(), Optional.of(jwt(Optional.empty(), Optional.of("WAYBILL_JWT_SECRET"))), TENANTS));
        requireDenied(bySecret, "Authorization", "Bearer " + rsa(Signer.claims()), 401, "access.other-algorithm");
    }

    @Test
    void lettersThatAreChangedAreDeniedAndBreakNothing() {
        Guard guard = tokens();
        String good = rsa(Signer.claims());
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_. {\u00e4";
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder token = new StringBuilder(good);
            int place = random.nextInt(good.length() - 2); // of the last ones some bits mean nothing
            token.setCharAt(place, letters.charAt(random.nextInt(letters.length())));
            String changed = token.toString();
            if (!changed.equals(good)) {
                assertThatThrownBy(() -> bearing(guard, changed)).isInstanceOf(Denied.class);
            }
        }
        assertThat(bearing(guard, good).name()).isEqualTo("ada");
    }

    static Stream<Arguments> badKeySets() {
        return Stream.of(
                Arguments.of("{", "it is no JSON Web Key Set"),
                Arguments.of("{\"keys\": []}", "none is of RSA or of the curve P-256"),
                Arguments.of(Signer.published(Signer.rsa("short", 1_024)), "key short has 1024 bits"),
                Arguments.of("{\"keys\": [" + Signer.RSA.toJSONString() + "]}", "a private key is among them"));
    }

    @ParameterizedTest
    @MethodSource("badKeySets")
    void refusesKeysThatAreNotWell(String jwks, String message) throws IOException {
        write("conf/jwks.json", jwks);
        assertThatThrownBy(this::tokens).isInstanceOf(Refusal.class).hasMessageContaining(message);
    }

    @Test
    void refusesWhatIsNotThereOrNotSafe() throws IOException {
        Files.delete(home.resolve("conf/jwks.json"));
        assertThatThrownBy(this::tokens)
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Cannot read the keys of conf/jwks.json: no such file.");
        assertThatThrownBy(() -> new Guard(
                        new Access(Optional.empty(), Optional.of(jwt(Optional.empty(), Optional.of("ANY"))), TENANTS),
                        home,
                        Map.of("ANY", "short"),
                        () -> Signer.NOW))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("ANY (serving.access.jwt.secret-env) is shorter than 32 bytes")
                .hasMessageNotContaining("'short'");
        assertThatThrownBy(() -> keys("keys: []", Map.of("north", List.of("dmeo"))))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Cannot let tenant north see 'dmeo'")
                .hasMessageContaining("demo");
        assertThatThrownBy(() -> jwt(Optional.of("http://id.example.com/jwks"), Optional.empty()))
                .hasMessageContaining("http:// is taken of localhost alone");
        assertThatThrownBy(() -> jwt(Optional.of("https://me:s3cret@id.example.com/jwks"), Optional.empty()))
                .hasMessageContaining("has a password in the address of jwks");
        assertThatThrownBy(() -> jwt(Optional.empty(), Optional.of("s3cret")))
                .hasMessageContaining("something else than the name of a variable")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> jwt(Optional.empty(), Optional.empty())).hasMessageContaining("needs jwks, or");
        assertThatThrownBy(() -> new Access(Optional.empty(), Optional.empty(), Map.of()))
                .hasMessageContaining("needs keys or jwt");
    }
}
