package dev.waybill.pipelines.outward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.pipelines.outward.Loopback.Received;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveryTest {

    /** A busy machine may take its time to answer. */
    private static final Delivery PATIENT = new Delivery(Duration.ofSeconds(30), Duration.ofMillis(10));

    private static final Delivery HASTY = new Delivery(Duration.ofMillis(300), Duration.ofMillis(10));

    @Test
    void deliversOnceWhereAllIsWell() throws IOException {
        try (Loopback server = new Loopback()) {
            assertThat(send(server.uri() + "/hook?x=1")).isEmpty();

            assertThat(server.received())
                    .containsExactly(
                            new Received("POST /hook?x=1", Optional.of("text/plain"), Optional.empty(), "grüße"));
        }
    }

    @Test
    void triesOnceMoreWhatMayHaveFailedForNowOnly() throws IOException {
        for (int status : new int[] {429, 500, 503}) {
            try (Loopback server = new Loopback(status)) {
                assertThat(send(server.uri())).as("after " + status).isEmpty();
                assertThat(server.received()).hasSize(2);
            }
        }
    }

    @Test
    void triesOnceMoreWhereNoAnswerComesOrNoneEnds() throws IOException {
        Delivery delivery = new Delivery(Duration.ofSeconds(4), Duration.ofMillis(10));
        for (int hanging : new int[] {Loopback.HANGS, Loopback.HANGS_IN_BODY}) {
            try (Loopback server = new Loopback(hanging)) {
                assertThat(send(delivery, server.uri())).isEmpty();
                assertThat(server.received()).hasSize(2);
            }
        }
    }

    @Test
    void givesUpAfterTwoTries() throws IOException {
        try (Loopback server = new Loopback(503, 502, 200)) {
            assertThat(send(server.uri())).contains("it answered with status 502");
            assertThat(server.received()).hasSize(2);
        }
    }

    @Test
    void doesNotRepeatWhatTheServerRefuses() throws IOException {
        try (Loopback server = new Loopback(404)) {
            assertThat(send(server.uri())).contains("it answered with status 404");
            assertThat(server.received()).hasSize(1);
        }
    }

    @Test
    void followsNoRedirect() throws IOException {
        try (Loopback server = new Loopback(302)) {
            assertThat(send(server.uri())).contains("it answered with status 302");
            assertThat(server.received()).hasSize(1);
        }
    }

    @Test
    void endsInTimeWhereNoAnswerComesOrNoneEnds() throws IOException {
        for (int hanging : new int[] {Loopback.HANGS, Loopback.HANGS_IN_BODY}) {
            try (Loopback server = new Loopback(hanging, hanging)) {
                Instant before = Instant.now();
                assertThat(send(HASTY, server.uri())).contains("it gave no answer within 0.3 s");
                assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(20));
            }
        }
    }

    @Test
    void saysThatNothingListens() throws IOException {
        assertThat(send(Loopback.nobody())).contains("nothing accepts connections there");
    }

    /** Whatever the system's words for it, they have the name of the host, which is part of the secret. */
    @Test
    void showsNothingOfTheAddress() {
        assertThat(send("http://pl4nted.invalid/pl4nted"))
                .get()
                .isIn("nothing accepts connections there", "it gave no answer within 30.0 s"); // of a slow name server
    }

    @Test
    void saysWhoCallsWhereTheAddressHasIt() throws IOException {
        try (Loopback server = new Loopback()) {
            Address address = Address.of(
                    "http://me:${env:PASSWORD}@127.0.0.1:" + server.port() + "/", Map.of("PASSWORD", "a%2Fb"));

            assertThat(PATIENT.send(address, "PUT", "text/plain", "x")).isEmpty();
            assertThat(server.received()).extracting(Received::request).containsExactly("PUT /");
            assertThat(server.received()) // printf 'me:a/b' | base64
                    .extracting(Received::authorization)
                    .containsExactly(Optional.of("Basic bWU6YS9i"));
        }
    }

    private static Optional<String> send(String address) {
        return send(PATIENT, address);
    }

    private static Optional<String> send(Delivery delivery, String address) {
        return delivery.send(Address.of(address, Map.of()), "POST", "text/plain", "grüße");
    }
}
