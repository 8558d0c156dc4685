package dev.waybill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.model.ClassCounts;
import dev.waybill.common.model.ClassCounts.Cell;
import dev.waybill.common.model.ClassQuality;
import dev.waybill.common.stats.Reliability;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClassSectionTest {

    /** Twenty classes, one of which is called as the rest would be. */
    @Test
    void tellsTheRestFromAClassThatIsCalledOther() {
        List<Cell> cells = Stream.concat(
                        Stream.of(new Cell("other", "other", 100)),
                        IntStream.range(1, 20).mapToObj(i -> new Cell("c" + i, "other", 100 - i)))
                .toList();

        ClassSection section =
                ClassSection.of(new ClassQuality(Map.of(), 3, new ClassCounts(cells), new Reliability(List.of())));

        assertThat(section.matrix().title()).endsWith("; the 5 less frequent ones together are 'any other'");
    }
}
