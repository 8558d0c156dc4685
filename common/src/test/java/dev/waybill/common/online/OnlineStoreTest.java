package dev.waybill.common.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.online.OnlineStore.Entry;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnlineStoreTest {

    private static final Instant START = Instant.parse("2024-03-25T00:00:00Z");

    @TempDir
    Path folder;

    static Publication publication(int number) {
        String type = new StructType().add("a", "string").json();
        return new Publication(
                "demo",
                "abc",
                LocalDate.parse("2024-03-25"),
                START,
                START.plusSeconds(number),
                START.plusSeconds(32 * 3600),
                3,
                Optional.of(7L),
                type,
                type,
                List.of(),
                new TreeMap<>(),
                new TreeMap<>());
    }

    static Entry entry(int group, String key, @Nullable Double... answers) {
        return new Entry(new OnlineKey(group, key), answers);
    }

    static Found.Kind kind(OnlineFeatures features, String key) {
        return features.get(List.of(new OnlineKey(0, key))).get(0).kind();
    }

    @Test
    void givesBackAllBitsOfEveryValue() {
        requireAllBits(new FolderStore(folder, "demo"));
    }

    static void requireAllBits(OnlineStore online) {
        Random random = new Random(3);
        List<Entry> entries = IntStream.range(0, 3_000)
                .mapToObj(i -> entry(i % 3, "%d:é|%s".formatted(i, "x".repeat(i % 50)), answers(random)))
                .toList();

        Publication published = online.publish(publication(1), entries.iterator());

        assertThat(published.keys()).isEqualTo(new TreeMap<>(Map.of(0, 1_000L, 1, 1_000L, 2, 1_000L)));
        try (OnlineFeatures features = online.open()) {
            assertThat(features.about()).isEqualTo(published);
            List<Found> found = features.get(entries.stream().map(Entry::key).toList());
            for (int i = 0; i < entries.size(); i++) {
                assertThat(bits(found.get(i).answers()))
                        .isEqualTo(bits(entries.get(i).answers()));
            }
            assertThat(kind(features, "1:é|x")).isEqualTo(Found.Kind.miss); // of another group
            online.count(published.name(), Map.of(Found.Kind.hit, 3L, Found.Kind.miss, 1L));
            online.count(published.name(), Map.of(Found.Kind.hit, 2L));
            OnlineStore.Statistics statistics = online.statistics().orElseThrow();
            assertThat(statistics.about()).isEqualTo(published);
            assertThat(statistics.bytes()).isGreaterThan(3_000 * 4);
            assertThat(statistics.lookups()).isEqualTo(Map.of(Found.Kind.hit, 5L, Found.Kind.miss, 1L));
        }
    }

    private static @Nullable Double[] answers(Random random) {
        return Stream.generate(
                        () -> random.nextInt(5) == 0 ? null : (Double) Double.longBitsToDouble(random.nextLong()))
                .limit(random.nextInt(6))
                .toArray(Double[]::new);
    }

    private static List<@Nullable Long> bits(@Nullable Double @Nullable [] answers) {
        return Arrays.stream(answers == null ? new Double[] {-1.0} : answers)
                .map(answer -> answer == null ? null : (Long) Double.doubleToRawLongBits(answer))
                .toList();
    }

    @Test
    void findsOutWhicheverByteIsAnother() {
        OnlineKey key = new OnlineKey(1, "5:north");
        byte[] value = HistoryValue.bytes(key, new @Nullable Double[] {1.5, null, -0.0});
        assertThat(HistoryValue.answers(key, value)).isPresent();
        assertThat(HistoryValue.answers(new OnlineKey(1, "5:south"), value)).isEmpty();
        for (int i = 0; i < value.length; i++) {
            byte[] broken = value.clone();
            broken[i] ^= 4;
            assertThat(HistoryValue.answers(key, broken)).as("byte %d", i).isEmpty();
            assertThat(HistoryValue.answers(key, Arrays.copyOf(value, i))).isEmpty();
        }
    }

    @Test
    void isToldToRowsOfItsTimeAlone() {
        assertThat(publication(1).isOf(START)).isTrue();
        assertThat(publication(1).isOf(START.minusNanos(1_000))).isFalse();
        assertThat(publication(1).isOf(START.plusSeconds(32 * 3600))).isFalse();
    }

    @Test
    void isUpToDateAsLongAsItWasMadeOfTheSame() {
        assertThat(publication(1).isUpToDate(publication(2))).isTrue();
        assertThat(publication(1).with(Optional.of(8L)).isUpToDate(publication(2)))
                .isTrue(); // of the same rows
        Publication one = publication(1);
        Publication other = new Publication(
                one.pipeline(),
                one.featureSetVersion(),
                one.asOf(),
                one.start(),
                one.createdAt(),
                one.expiresAt(),
                one.cleanVersion() + 1,
                one.newestLabel(),
                one.raw(),
                one.clean(),
                one.lookups(),
                one.keys(),
                one.recalibrations());
        assertThat(one.isUpToDate(other)).isFalse();
    }

    @Test
    void tellsNothingOnceItIsClosed() {
        OnlineStore online = new FolderStore(folder, "demo");
        online.publish(publication(1), List.of(entry(0, "a", 1.0)).iterator());
        OnlineFeatures features = online.open();
        assertThat(kind(features, "a")).isEqualTo(Found.Kind.hit);
        assertThat(kind(features, "b")).isEqualTo(Found.Kind.miss);
        features.close();
        assertThat(kind(features, "a")).isEqualTo(Found.Kind.unavailable);
    }

    @Test
    void goesOnToBeReadWhileAnotherIsPublished() throws IOException {
        OnlineStore online = new FolderStore(folder, "demo");
        online.publish(publication(1), List.of(entry(0, "a", 1.0)).iterator());
        Files.createDirectories(folder.resolve("abc-2024-03-25-0")); // of a run that was killed
        try (OnlineFeatures first = online.open()) {
            online.publish(publication(2), List.of(entry(0, "a", 2.0)).iterator());

            assertThat(first.get(List.of(new OnlineKey(0, "a"))).get(0).answers())
                    .containsExactly(1.0);
            try (OnlineFeatures second = online.open()) {
                assertThat(second.get(List.of(new OnlineKey(0, "a"))).get(0).answers())
                        .containsExactly(2.0);
            }
        }
        assertThat(publications())
                .containsExactlyInAnyOrder(publication(1).name(), publication(2).name());
        online.publish(publication(3), List.of(entry(0, "a", 3.0)).iterator());

        assertThat(publications())
                .containsExactlyInAnyOrder(publication(2).name(), publication(3).name());
        assertThat(online.current()).contains(publication(3).name());
    }

    private List<String> publications() throws IOException {
        try (Stream<Path> places = Files.list(folder).filter(Files::isDirectory)) {
            return places.map(place -> place.getFileName().toString()).toList();
        }
    }

    @Test
    void tellsWhatIsDamagedFromWhatIsNotThere() throws IOException {
        OnlineStore online = new FolderStore(folder, "demo");
        List<Entry> entries = IntStream.range(0, 20_000)
                .mapToObj(i -> entry(0, "key" + i, 1.0 * i))
                .toList();
        online.publish(publication(1), entries.iterator());
        try (Stream<Path> files = Files.list(folder.resolve(publication(1).name()))) {
            Path table = files.filter(file -> file.toString().endsWith(".sst"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(table);
            for (int i = bytes.length / 2; i < bytes.length / 2 + 100; i++) {
                bytes[i] ^= 85;
            }
            Files.write(table, bytes);
        }
        try (OnlineFeatures features = online.open()) {
            List<Found> found = features.get(entries.stream().map(Entry::key).toList());
            int corrupt = 0;
            for (int i = 0; i < entries.size(); i++) {
                if (found.get(i).kind() == Found.Kind.corrupt) {
                    corrupt++;
                } else {
                    assertThat(bits(found.get(i).answers()))
                            .isEqualTo(bits(entries.get(i).answers()));
                }
            }
            assertThat(corrupt).isBetween(1, 2_000);
            assertThat(features.problem()).isPresent();
        }
    }

    @Test
    void saysThatNothingHasBeenPublished() {
        assertThatThrownBy(() -> new FolderStore(folder, "demo").open())
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "Cannot answer for demo: no features have been published. Run ./waybill job publish-features"
                                + " -p demo.");
    }
}
