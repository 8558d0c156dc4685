package dev.waybill.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** More than can be done at once, and the end. */
class DrainTest {

    private static final byte[] ZONE = "{\"zone\": 7}".getBytes(StandardCharsets.UTF_8);

    @Test
    void refusesWhatHasNoRoomAtOnceAndAnswersTheRest() throws InterruptedException {
        try (TestServer server = new TestServer(new Limits(1, 2, 10_000, 1, 30, 30, 5))) {
            CompletableFuture<HttpResponse<String>> slow = CompletableFuture.supplyAsync(() -> server.get("/wait"));
            assertThat(server.waiting.await(10, TimeUnit.SECONDS)).isTrue();
            List<CompletableFuture<HttpResponse<String>>> waiting = IntStream.range(0, 2)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> server.post(ZONE)))
                    .toList();
            while (server.server.waiting() < 2) {
                TimeUnit.MILLISECONDS.sleep(5);
            }

            HttpResponse<String> refused = server.post(ZONE);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);

            server.letGo.countDown();
            assertThat(slow.join().statusCode()).isEqualTo(200);
            assertThat(waiting)
                    .allSatisfy(one -> assertThat(one.join().statusCode()).isEqualTo(200));
        }
    }

    @Test
    void answersOthersBesideASlowOne() throws InterruptedException {
        try (TestServer server = new TestServer(new Limits(2, 2, 10_000, 1, 30, 30, 5))) {
            CompletableFuture<HttpResponse<String>> slow = CompletableFuture.supplyAsync(() -> server.get("/wait"));
            assertThat(server.waiting.await(10, TimeUnit.SECONDS)).isTrue();

            assertThat(server.post(ZONE).statusCode()).isEqualTo(200);
            assertThat(slow).isNotDone();
        }
    }

    @Test
    void endsWhenAllThatWasAskedIsAnswered() throws InterruptedException {
        TestServer server = new TestServer(new Limits(1, 2, 10_000, 1, 30, 30, 10));
        CompletableFuture<HttpResponse<String>> slow = CompletableFuture.supplyAsync(() -> server.get("/wait"));
        assertThat(server.waiting.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> end = CompletableFuture.runAsync(server.server::close);
        while (server.health.report().status() != Health.Status.down) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(end).isNotDone();

        server.letGo.countDown();

        assertThat(slow.join().statusCode()).isEqualTo(200);
        end.join();
    }
}
