package dev.waybill.common.online;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.util.JedisByteHashMap;

/**
 * The online store in a Redis: each publication a hash that never changes, and a key that names the one that counts. All of a
 * pipeline is on one node of a cluster. Redis itself forgets a publication a day after it is too old to be told.
 *
 * <p>A hash goes as a whole, whether it is flushed, evicted or expires, so that a key that is missing in it is one of which nothing
 * is known.
 */
final class RedisStore implements OnlineStore {

    /** The field of a hash that is written last, and tells whose it is. */
    static final byte[] WHOLE = {};

    private static final int BATCH = 1_000;
    private static final int PATIENCE_MILLIS = (int) TimeUnit.SECONDS.toMillis(10);
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

    private final RedisAddress address;
    private final int timeoutMillis;
    private final String pipeline;
    private final RedisClient client;

    RedisStore(RedisAddress address, int timeoutMillis, String pipeline) {
        this.address = address;
        this.timeoutMillis = timeoutMillis;
        this.pipeline = pipeline;
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setTestOnBorrow(true); // it is asked seldom, and may have been restarted since
        this.client = client(address, PATIENCE_MILLIS, pool);
    }

    static RedisClient client(RedisAddress address, int timeoutMillis, ConnectionPoolConfig pool) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .resp2() // which all of them speak, without being asked first
                .timeoutMillis(timeoutMillis)
                .database(address.database())
                .clientName("waybill");
        if (address.isEncrypted()) {
            config.sslOptions(SslOptions.defaults());
        }
        address.user().ifPresent(config::user);
        address.password().ifPresent(config::password);
        return RedisClient.builder()
                .hostAndPort(address.host(), address.port())
                .clientConfig(config.build())
                .poolConfig(pool)
                .build();
    }

    @Override
    public Publication publish(Publication publication, Iterator<Entry> entries) {
        return asked(() -> {
            forgetAllBut(current()); // which may be read for a while after this, so that there are two from now on
            client.sadd(key("publications"), publication.name());
            try {
                return write(publication, entries);
            } catch (JedisException e) {
                forgetUnlessCurrent(publication.name(), e);
                throw e;
            }
        });
    }

    private Publication write(Publication publication, Iterator<Entry> entries) {
        String name = publication.name();
        Publication counted = publication.with(writeAll(hash(name), entries));
        requireAll(counted);
        long kept = kept(publication).toSeconds();
        client.set(about(name), JsonFile.line(counted), SetParams.setParams().ex(kept));
        client.hset(hash(name), WHOLE, bytes(name));
        client.expire(hash(name), kept);
        client.expire(key("publications"), kept);
        client.set(key("current"), name, SetParams.setParams().ex(kept));
        return counted;
    }

    /** Somebody else who publishes for the same pipeline takes ours for one that was broken off. */
    private void requireAll(Publication counted) {
        if (client.hlen(hash(counted.name())) != counted.allKeys()) {
            throw Refusal.held(
                    "online.two-publishers",
                    "Cannot publish features of %s in %s: somebody else does so at the same time."
                            .formatted(pipeline, this),
                    "Have one machine publish for a pipeline, and run this again.");
        }
    }

    /** From now on, by the clock of the Redis; a day of the past is kept as long as one that has just ended. */
    private static Duration kept(Publication publication) {
        Duration left = Duration.between(publication.createdAt(), publication.expiresAt());
        Duration valid = Duration.between(publication.start(), publication.expiresAt());
        return (left.compareTo(valid) > 0 ? left : valid).plus(FORGOTTEN_AFTER);
    }

    private SortedMap<Integer, Long> writeAll(byte[] hash, Iterator<Entry> entries) {
        SortedMap<Integer, Long> counts = new TreeMap<>();
        while (entries.hasNext()) {
            Map<byte[], byte[]> batch = new JedisByteHashMap();
            for (int i = 0; i < BATCH && entries.hasNext(); i++) {
                Entry entry = entries.next();
                batch.put(entry.key().bytes(), HistoryValue.bytes(entry.key(), entry.answers()));
                counts.merge(entry.key().group(), 1L, Long::sum);
            }
            client.hset(hash, batch);
        }
        return counts;
    }

    private void forgetAllBut(Optional<String> kept) {
        Set<String> names = client.smembers(key("publications"));
        names.stream().filter(name -> !kept.equals(Optional.of(name))).forEach(this::forget);
    }

    private void forget(String name) {
        try (AbstractPipeline several = client.pipelined()) {
            several.unlink(hash(name));
            several.unlink(about(name));
            several.unlink(lookups(name));
            several.srem(key("publications"), name);
            several.sync();
        }
    }

    /** What is left is forgotten by the next that publishes. */
    private void forgetUnlessCurrent(String name, JedisException failure) {
        try {
            if (!name.equals(client.get(key("current")))) { // it may have become that without our hearing of it
                forget(name);
            }
        } catch (JedisException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public Optional<String> current() {
        return asked(() -> Optional.ofNullable(client.get(key("current"))));
    }

    @Override
    public Optional<Publication> about() {
        return asked(() -> current()
                .flatMap(name -> Optional.ofNullable(client.get(about(name))))
                .map(text -> JsonFile.readLine(text, Publication.class)
                        .orElseThrow(() -> OnlineStore.damaged(toString(), pipeline))));
    }

    @Override
    public Optional<Statistics> statistics() {
        return asked(() -> about().map(about -> {
            long bytes =
                    Optional.ofNullable(client.memoryUsage(hash(about.name()))).orElse(0L);
            SortedMap<Found.Kind, Long> lookups = new TreeMap<>();
            client.hgetAll(lookups(about.name()))
                    .forEach((kind, count) -> lookups.put(Found.Kind.valueOf(kind), Long.valueOf(count)));
            return new Statistics(about, bytes, lookups);
        }));
    }

    @Override
    public void count(String publication, Map<Found.Kind, Long> lookups) {
        asked(() -> {
            lookups.forEach((kind, count) -> client.hincrBy(lookups(publication), kind.name(), count));
            return client.expire(lookups(publication), Math.max(1, client.ttl(about(publication))));
        });
    }

    @Override
    public OnlineFeatures open() {
        Publication about = about().orElseThrow(() -> OnlineStore.nothingPublished(pipeline));
        OnlineFeatures features = new RedisFeatures(about, hash(about.name()), address, timeoutMillis);
        features.probe(); // the first takes long, so that nobody waits for it
        return features;
    }

    /** What may be asked within another question. */
    private <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (JedisDataException e) {
            boolean isFull = String.valueOf(e.getMessage()).startsWith("OOM");
            throw Refusal.mistake(
                    isFull ? "online.store-full" : "online.store-refused",
                    "Cannot use %s: it says '%s'.".formatted(this, e.getMessage()),
                    isFull
                            ? "Give that Redis more memory (maxmemory); two publications of each pipeline have to fit."
                            : "Correct online.store in params.yaml or conf/, or what that Redis allows this user.",
                    e);
        } catch (JedisException e) {
            throw Refusal.mistake(
                    "online.store-down",
                    "Cannot reach %s: %s.".formatted(this, reason(e)),
                    "See that it runs, or correct online.store in params.yaml or conf/.",
                    e);
        }
    }

    /** What is said last, since clients wrap what the network said. */
    static String reason(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return Optional.ofNullable(last.getMessage())
                .orElse(last.getClass().getSimpleName())
                .replaceFirst("\\.$", "");
    }

    private String key(String name) {
        return "waybill:{%s}:%s".formatted(pipeline, name);
    }

    private String about(String publication) {
        return key(publication + ":about");
    }

    private String lookups(String publication) {
        return key(publication + ":lookups");
    }

    private byte[] hash(String publication) {
        return bytes(key(publication));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return address.toString();
    }

    @Override
    public void close() {
        client.close();
    }
}
