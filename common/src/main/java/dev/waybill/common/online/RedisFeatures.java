package dev.waybill.common.online;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/**
 * A publication in a Redis. One that fails is left alone for a second: otherwise each request would wait for it in vain, until
 * none were answered in time.
 */
final class RedisFeatures implements OnlineFeatures {

    private static final Logger LOG = LoggerFactory.getLogger(RedisFeatures.class);
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** As many are open as ask at once, of which so many stay. */
    private static final int IDLE_CONNECTIONS = 64;

    private final Publication about;
    private final byte[] hash;
    private final byte[] name;
    private final RedisAddress address;
    private final RedisClient client;
    /** When it is asked again after a failure, by the clock of this process; not before it failed once. */
    private final AtomicLong askedAgain = new AtomicLong();

    private volatile @Nullable String problem;

    RedisFeatures(Publication about, byte[] hash, RedisAddress address, int timeoutMillis) {
        this.about = about;
        this.hash = hash;
        this.name = RedisStore.bytes(about.name());
        this.address = address;
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(-1);
        pool.setMaxIdle(IDLE_CONNECTIONS);
        this.client = RedisStore.client(address, timeoutMillis, pool);
    }

    @Override
    public Publication about() {
        return about;
    }

    @Override
    public List<Found> get(List<OnlineKey> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        List<byte[]> values = isResting() ? List.of() : values(keys);
        if (values.isEmpty()) {
            return keys.stream().map(key -> Found.none(Found.Kind.unavailable)).toList();
        }
        List<Found> found = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            found.add(found(keys.get(i), values.get(i + 1)));
        }
        return found;
    }

    private static Found found(OnlineKey key, byte @Nullable [] value) {
        return value == null
                ? Found.none(Found.Kind.miss)
                : HistoryValue.answers(key, value)
                        .map(answers -> new Found(Found.Kind.hit, answers))
                        .orElse(Found.none(Found.Kind.corrupt));
    }

    /** Whether it failed a moment ago. Of those who come after the rest, one asks, and the others wait for what it finds. */
    private boolean isResting() {
        if (problem == null) {
            return false;
        }
        long now = System.nanoTime();
        long again = askedAgain.get();
        return now - again < 0 || !askedAgain.compareAndSet(again, now + REST_NANOS);
    }

    /** Behind the mark that the publication is whole the value of each key; none at all if it does not answer. */
    private List<byte[]> values(List<OnlineKey> keys) {
        byte[][] fields = Stream.concat(
                        Stream.of(RedisStore.WHOLE), keys.stream().map(OnlineKey::bytes))
                .toArray(byte[][]::new);
        try {
            List<byte[]> values = client.hmget(hash, fields);
            if (Arrays.equals(values.get(0), name)) {
                problem = null;
                return values;
            }
            failed("%s has lost what was published; publish it anew".formatted(address), null);
        } catch (RuntimeException e) { // what does not speak its protocol may say anything
            failed("%s does not answer: %s".formatted(address, RedisStore.reason(e)), e);
        }
        return List.of();
    }

    private void failed(String why, @Nullable RuntimeException failure) {
        boolean isNew = problem == null;
        askedAgain.set(System.nanoTime() + REST_NANOS);
        problem = why;
        if (isNew) { // each row that asks would say so again
            LOG.warn("Answers go on without histories: {}", why, failure);
        }
        client.getPool().clear(); // the others are of the same server
    }

    @Override
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    @Override
    public void close() {
        client.close();
    }
}
