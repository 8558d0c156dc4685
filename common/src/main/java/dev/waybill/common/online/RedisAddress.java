package dev.waybill.common.online;

import dev.waybill.common.params.EnvironmentReferences;
import dev.waybill.common.refusal.Refusal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a Redis is, and as whom it is asked.
 *
 * @param isEncrypted by TLS: {@code rediss://}
 * @param user empty for Redis' default user
 */
record RedisAddress(
        boolean isEncrypted, Optional<String> user, Optional<String> password, String host, int port, int database) {

    private static final int PORT = 6379;
    private static final Pattern ADDRESS =
            Pattern.compile("(rediss?)://(?:(?<user>(?:\\$\\{env:\\w+}|[^:@/])*)(?::(?<password>[^@/]*))?@)?"
                    + "(?<host>[^:@/\\[\\]]+|\\[[0-9A-Fa-f:.]+\\])(?::(?<port>\\d{1,5}))?(?:/(?<database>\\d{1,5})?)?");

    /**
     * Reads an address such as <code>redis://user:${env:REDIS_PASSWORD}@cache.example.com:6379/0</code>.
     *
     * @throws Refusal if it is none, or a variable is not set
     */
    static RedisAddress of(String text, Map<String, String> environment) {
        Matcher address = ADDRESS.matcher(text);
        if (!address.matches()) {
            throw Refusal.mistake(
                    "online.no-address",
                    "Cannot use online.store: it begins like the address of a Redis, but is none.",
                    "Write redis://HOST:PORT, or redis://USER:${env:REDIS_PASSWORD}@HOST:PORT/DATABASE; rediss:// for TLS.");
        }
        return new RedisAddress(
                address.group(1).equals("rediss"),
                resolved(address.group("user"), environment),
                resolved(address.group("password"), environment),
                address.group("host"),
                number(address.group("port"), PORT),
                number(address.group("database"), 0));
    }

    private static Optional<String> resolved(String text, Map<String, String> environment) {
        return Optional.ofNullable(text)
                .filter(given -> !given.isEmpty())
                .map(given -> EnvironmentReferences.resolve(
                        given,
                        name -> Optional.ofNullable(environment.get(name))
                                .orElseThrow(() -> Refusal.mistake(
                                        "online.missing-secret",
                                        "Cannot use online.store: it needs the environment variable %s, which is not set."
                                                .formatted(name),
                                        "Set it where Waybill runs."))));
    }

    private static int number(String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return "%s://%s:%d/%d".formatted(isEncrypted ? "rediss" : "redis", host, port, database);
    }
}
