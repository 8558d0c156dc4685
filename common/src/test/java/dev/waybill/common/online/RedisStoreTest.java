package dev.waybill.common.online;

import static dev.waybill.common.online.OnlineStoreTest.entry;
import static dev.waybill.common.online.OnlineStoreTest.kind;
import static dev.waybill.common.online.OnlineStoreTest.publication;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

@EnabledIf("dev.waybill.common.online.RealRedis#isThere")
class RedisStoreTest {

    @TempDir
    static Path folder;

    private static RealRedis redis;

    private OnlineStore store;

    @BeforeAll
    static void start() {
        redis = RealRedis.start(folder);
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void open() {
        try (Jedis client = redis.client()) {
            client.configSet("maxmemory", "0");
            client.flushAll();
        }
        store = redis.store("demo");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private OnlineFeatures published(int number, double value) {
        store.publish(publication(number), List.of(entry(0, "a", value)).iterator());
        return store.open();
    }

    /** Asks until it is so; a store that failed is left alone for a while. */
    private static void become(OnlineFeatures features, Found.Kind kind) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (kind(features, "a") != kind) {
            assertThat(System.nanoTime()).as("still not %s", kind).isLessThan(end);
        }
    }

    @Test
    void givesBackAllBitsOfEveryValue() {
        OnlineStoreTest.requireAllBits(store);
    }

    @Test
    void keepsTheOneBeforeAndForgetsOlderOnes() {
        try (OnlineFeatures first = published(1, 1.0);
                OnlineFeatures second = published(2, 2.0)) {
            assertThat(first.get(List.of(new OnlineKey(0, "a"))).get(0).answers())
                    .containsExactly(1.0);
            try (OnlineFeatures third = published(3, 3.0)) {
                assertThat(kind(first, "a")).isEqualTo(Found.Kind.unavailable);
                assertThat(second.get(List.of(new OnlineKey(0, "a"))).get(0).answers())
                        .containsExactly(2.0);
                assertThat(kind(third, "b")).isEqualTo(Found.Kind.miss);
            }
        }
        try (Jedis client = redis.client()) {
            assertThat(client.keys("*")).hasSize(2 + 2 * 2).allMatch(key -> client.ttl(key) > 32 * 3600);
        }
    }

    @Test
    void pipelinesKnowOfNoOther() {
        published(1, 1.0).close();
        try (OnlineStore other = redis.store("other")) {
            assertThat(other.current()).isEmpty();
            assertThatThrownBy(other::open)
                    .isInstanceOf(Refusal.class)
                    .hasMessageStartingWith("Cannot answer for other");
        }
    }

    @Test
    void recoversFromAServerThatHangs() {
        try (OnlineFeatures features = published(1, 1.0)) {
            redis.signal("STOP");
            assertThat(kind(features, "a")).isEqualTo(Found.Kind.unavailable);
            long begun = System.nanoTime();
            assertThat(kind(features, "a")).isEqualTo(Found.Kind.unavailable); // at once, since it rests
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.MILLISECONDS.toNanos(300));
            assertThat(features.problem().orElseThrow()).contains("does not answer: Read timed out");
            redis.signal("CONT");
            become(features, Found.Kind.hit);
            assertThat(features.problem()).isEmpty();
        } finally {
            redis.signal("CONT");
        }
    }

    @Test
    void tellsWhatARestartedServerHasLost() {
        try (OnlineFeatures features = published(1, 1.0)) {
            assertThat(kind(features, "b")).isEqualTo(Found.Kind.miss);
            redis.restart();
            become(features, Found.Kind.unavailable);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!features.problem().orElseThrow().contains("has lost what was published")) {
                assertThat(kind(features, "b")).isEqualTo(Found.Kind.unavailable);
                assertThat(System.nanoTime()).isLessThan(end);
            }
            published(1, 1.0).close();
            become(features, Found.Kind.hit);
        }
    }

    @Test
    void isNotReachableWhereNothingListens() {
        try (OnlineFeatures features = published(1, 1.0)) {
            redis.kill();
            assertThat(kind(features, "a")).isEqualTo(Found.Kind.unavailable);
            assertThatThrownBy(store::current)
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("Cannot reach redis://127.0.0.1:")
                    .hasMessageContaining("See that it runs");
        } finally {
            redis.restart();
        }
    }

    @Test
    void aFullServerKeepsWhatCounts() {
        published(1, 1.0).close();
        try (Jedis client = redis.client()) {
            client.configSet("maxmemory", "3mb");
        }
        assertThatThrownBy(() -> store.publish(
                        publication(2),
                        IntStream.range(0, 200_000)
                                .mapToObj(i -> entry(0, "key" + i, 1.0 * i, 2.0, 3.0))
                                .iterator()))
                .isInstanceOf(Refusal.class)
                .extracting(refusal -> ((Refusal) refusal).code())
                .isEqualTo("online.store-full");
        try (OnlineFeatures features = store.open()) {
            assertThat(features.about().createdAt()).isEqualTo(publication(1).createdAt());
            assertThat(kind(features, "a")).isEqualTo(Found.Kind.hit);
        }
        try (Jedis client = redis.client()) {
            assertThat(client.keys("*" + publication(2).name() + "*")).isEmpty();
        }
    }

    @Test
    void findsGarbageOut() {
        try (OnlineFeatures features = published(1, 1.0);
                Jedis client = redis.client()) {
            String hash = "waybill:{demo}:" + publication(1).name();
            client.hset(hash, "0|a", "garbage");
            assertThat(kind(features, "a")).isEqualTo(Found.Kind.corrupt);

            client.set(hash, "of another type");
            become(features, Found.Kind.unavailable);
            assertThat(features.problem().orElseThrow()).contains("WRONGTYPE");

            client.set(hash + ":about", "{");
            assertThatThrownBy(store::open)
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("it is not what Waybill wrote");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\n\r\n", "*1\r\n", "$999\r\nx", "\0\0\0", "*-7\r\n", ""})
    void isNotMisledByWhatIsNoRedis(String answer) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> {
                while (!other.isClosed()) {
                    try (Socket one = other.accept()) {
                        one.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                    } catch (IOException closed) {
                        assertThat(closed).isNotNull(); // by the test, or by who asked
                    }
                }
            });
            answering.start();
            RedisAddress address = RedisAddress.of("redis://127.0.0.1:" + other.getLocalPort(), Map.of());
            try (OnlineFeatures features = new RedisFeatures(publication(1), RedisStore.bytes("hash"), address, 300);
                    OnlineStore none = new RedisStore(address, 300, "demo")) {
                assertThat(kind(features, "a")).isEqualTo(Found.Kind.unavailable);
                assertThatThrownBy(none::current).isInstanceOf(Refusal.class);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "redis://cache, redis://cache:6379/0,,",
        "rediss://cache.example.com:7000/3, rediss://cache.example.com:7000/3,,",
        "redis://[::1]:7, redis://[::1]:7/0,,",
        "'redis://me:${env:SECRET}@cache', redis://cache:6379/0, me, p@s:s/",
        "'redis://:${env:SECRET}@cache', redis://cache:6379/0,, p@s:s/",
    })
    void readsAddresses(String text, String shown, String user, String password) {
        RedisAddress address = RedisAddress.of(text, Map.of("SECRET", "p@s:s/"));
        assertThat(address).hasToString(shown);
        assertThat(address.user().orElse(null)).isEqualTo(user);
        assertThat(address.password().orElse(null)).isEqualTo(password);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://", "redis://a:b:c", "redis://a/b", "redis://${env:NOT_SET}@a"})
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> RedisAddress.of(text, Map.of())).isInstanceOf(Refusal.class);
    }
}
