package dev.waybill.serving.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments as they are found after something went wrong. */
class ReadSegmentTest {

    @TempDir
    Path folder;

    private final List<Integer> ends = new ArrayList<>();
    private byte[] whole = new byte[0];

    /** Rows of two types, one after the other. */
    @BeforeEach
    void write() throws IOException {
        Segment segment = new Segment(0, folder.resolve("s"), Instant.EPOCH);
        for (int i = 0; i < 8; i++) {
            RowType type = i % 2 == 0 ? TestRows.TYPE : TestRows.OTHER_TYPE;
            List<UnsafeRow> rows = List.of(i % 2 == 0 ? TestRows.row(i) : TestRows.otherRow(i));
            segment.append(type, type.records(rows), 1);
            ends.add((int) segment.bytes());
        }
        segment.close();
        whole = Files.readAllBytes(folder.resolve("s"));
    }

    @Test
    void haveAllThatWasAppended() throws IOException {
        ReadSegment read = read(whole);
        assertThat(TestRows.numbers(read)).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(read.rows()).hasSize(2);
        assertThat(read.damages()).isEmpty();
        assertThat(read.tornBytes()).isZero();
    }

    @Test
    void loseNoWholeRowToATornEnd() throws IOException {
        for (int length = 0; length < whole.length; length++) {
            int size = length;
            ReadSegment read = read(Arrays.copyOf(whole, size));
            assertThat(TestRows.numbers(read))
                    .as("Cut at %d", size)
                    .containsExactlyInAnyOrderElementsOf(rows(i -> ends.get(i) <= size));
            assertThat(read.damages()).as("Cut at %d", size).isEmpty();
            boolean atEnd = size == 0 || ends.contains(size);
            assertThat(read.tornBytes() == 0).as("Cut at %d", size).isEqualTo(atEnd || isAfterType(size));
        }
    }

    /** Where the record of a type has ended, and that of its first row not begun. */
    private boolean isAfterType(int size) {
        return size == TestRows.TYPE.record().length || size == ends.get(0) + TestRows.OTHER_TYPE.record().length;
    }

    @Test
    void tellOfEachFlippedBit() throws IOException {
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            requireTold(read(damaged), bit / 8);
        }
    }

    private void requireTold(ReadSegment read, int place) {
        boolean inType = place < TestRows.TYPE.record().length;
        boolean inOtherType = place >= ends.get(0) && place < ends.get(0) + TestRows.OTHER_TYPE.record().length;
        int hit = (int) ends.stream().filter(end -> end <= place).count();
        List<Long> expected = rows(i -> inType ? i % 2 == 1 : inOtherType ? i % 2 == 0 : i != hit);
        assertThat(TestRows.numbers(read))
                .as("Flipped in byte %d", place)
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(read.damages().size() + read.tornBytes())
                .as("Told of byte %d", place)
                .isPositive();
    }

    @Test
    void findTheRowsBetweenGarbage() throws IOException {
        Random random = new Random(7);
        for (int time = 0; time < 200; time++) {
            byte[] damaged = whole.clone();
            int from = random.nextInt(whole.length - 1);
            int to = from + 1 + random.nextInt(Math.min(200, whole.length - from));
            byte[] garbage = new byte[to - from];
            random.nextBytes(garbage);
            System.arraycopy(garbage, 0, damaged, from, garbage.length);
            ReadSegment read = read(damaged);
            if (from >= ends.get(1)) { // both types are whole
                assertThat(TestRows.numbers(read))
                        .containsAll(rows(i -> ends.get(i) <= from || (i > 0 && ends.get(i - 1) >= to)));
            }
            assertThat(TestRows.numbers(read)).isSubsetOf(rows(i -> true));
            assertThat(read.damages().size() + read.tornBytes()).isPositive();
        }
    }

    private static List<Long> rows(IntPredicate which) {
        return IntStream.range(0, 8).filter(which).asLongStream().boxed().toList();
    }

    private ReadSegment read(byte[] bytes) throws IOException {
        Path file = folder.resolve("damaged");
        Files.write(file, bytes);
        return ReadSegment.of(file);
    }
}
