package dev.waybill.common.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.section.Freshness.Hours;
import dev.waybill.common.section.Online;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A redis-server of the test's own on loopback, that keeps nothing on disk. */
final class RealRedis implements AutoCloseable {

    private final int port;
    private final Path folder;
    private Process process;

    private RealRedis(Path folder, int port) {
        this.folder = folder;
        this.port = port;
        this.process = begin();
    }

    /** Whether this machine has one. */
    static boolean isThere() {
        boolean found = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "redis-server")));
        if (!found) {
            System.out.println("Skipped: the online store in a Redis, since there is no redis-server here.");
        }
        return found;
    }

    static RealRedis start(Path folder) {
        return new RealRedis(folder, freePort());
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process begin() {
        List<String> command = new ArrayList<>(List.of("redis-server", "--bind", "127.0.0.1", "--port", port + ""));
        command.addAll(List.of("--save", "", "--appendonly", "no", "--dir", folder.toString()));
        try {
            Process begun = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("redis.log").toFile())
                    .start();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!answers()) {
                assertThat(begun.isAlive() && System.nanoTime() < end)
                        .as("redis-server is there")
                        .isTrue();
            }
            return begun;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (Jedis client = client()) {
            return client.ping().equals("PONG");
        } catch (JedisException notYet) {
            return false;
        }
    }

    Jedis client() {
        return new Jedis(
                new HostAndPort("127.0.0.1", port),
                DefaultJedisClientConfig.builder().resp2().timeoutMillis(2_000).build());
    }

    OnlineStore store(String pipeline) {
        return OnlineStore.of(
                new Online("redis://127.0.0.1:" + port, new Hours(32), false, 300), folder, pipeline, Map.of());
    }

    void restart() {
        kill();
        process = begin();
    }

    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops it in its tracks, or has it go on, as a machine that swaps does. */
    void signal(String name) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, process.pid() + "")
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
