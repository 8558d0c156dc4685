package dev.waybill.serving.access;

import dev.waybill.common.params.Params;
import dev.waybill.common.refusal.Refusal;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * The API keys of a file, which has their SHA-256 alone. A key is long and random, so that nobody finds it by trying: a hash that
 * is slow or salted, as passwords need it, would cost each request its time and win nothing.
 */
final class ApiKeys {

    /** The file. */
    public record Keys(List<Key> keys) {

        public Keys {
            Set<String> said = new HashSet<>();
            for (Key key : keys) {
                if (!said.add(key.id()) || !said.add(key.sha256().toLowerCase(Locale.ROOT))) {
                    throw new IllegalArgumentException("keys has the id or the key of '%s' twice".formatted(key.id()));
                }
            }
        }
    }

    /**
     * One of them.
     *
     * @param id in logs
     * @param sha256 of the key, in hexadecimal
     * @param expires a time with its offset, from which on it does not count any more
     */
    public record Key(String id, String sha256, List<Role> roles, Optional<String> tenant, Optional<String> expires) {

        private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");
        /** Of nothing, and of an end of line: from a variable that was not set. */
        private static final Set<String> OF_NO_KEY = Set.of(DigestUtils.sha256Hex(""), DigestUtils.sha256Hex("\n"));

        public Key {
            if (!Access.NAME.matcher(id).matches()) {
                throw new IllegalArgumentException(
                        "has an id that is none: at most 64 letters, digits, dots, dashes and underscores");
            } else if (!SHA_256.matcher(sha256).matches()) { // which may be the key itself, and is not shown
                throw new IllegalArgumentException("has a sha256 that is not 64 hexadecimal digits");
            } else if (OF_NO_KEY.contains(sha256.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("has the sha256 of an empty text");
            } else if (roles.isEmpty()) {
                throw new IllegalArgumentException("needs roles: predict, read, admin");
            }
            expires.ifPresent(Key::time);
        }

        private static Instant time(String text) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "has expires '%s', which is no time like 2027-01-31T00:00:00Z".formatted(text), e);
            }
        }

        boolean isExpired(Instant now) {
            return expires.filter(text -> !now.isBefore(time(text))).isPresent();
        }
    }

    private final List<Key> keys;
    private final List<byte[]> hashes;
    private final Tenants tenants;

    private ApiKeys(List<Key> keys, Tenants tenants) {
        this.keys = keys;
        this.hashes =
                keys.stream().map(key -> HexFormat.of().parseHex(key.sha256())).toList();
        this.tenants = tenants;
    }

    /**
     * Reads them.
     *
     * @throws Refusal for a file that is not well, with what and where
     */
    static ApiKeys read(Path home, String file, Tenants tenants) {
        List<Key> keys =
                Params.read(home, home.resolve(file).normalize(), Keys.class).keys();
        for (Key key : keys) {
            try {
                tenants.caller(key.id(), Set.copyOf(key.roles()), key.tenant());
            } catch (Denied denied) {
                throw Refusal.mistake(
                        "access.bad-tenant",
                        "Cannot take key '%s' of %s: %s".formatted(key.id(), file, denied.getMessage()),
                        "Give it a tenant of serving.access.tenants, or without one the role admin.");
            }
        }
        return new ApiKeys(keys, tenants);
    }

    int count() {
        return keys.size();
    }

    /**
     * Whose it is. All are compared, each in the same time, so that the time tells nothing.
     *
     * @throws Denied if it is nobody's, or does not count any more
     */
    Caller caller(String key, Instant now) {
        byte[] asked = DigestUtils.sha256(key);
        @Nullable Key found = null;
        for (int i = 0; i < hashes.size(); i++) {
            found = MessageDigest.isEqual(hashes.get(i), asked) ? keys.get(i) : found;
        }
        if (found == null) {
            throw new Denied(401, "access.unknown-key", "This API key is not known.");
        } else if (found.isExpired(now)) {
            throw new Denied(401, "access.expired-key", "This API key has expired.");
        }
        return tenants.caller(found.id(), Set.copyOf(found.roles()), found.tenant());
    }
}
