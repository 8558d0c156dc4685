package dev.waybill.serving.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 129, 2_000})
    void keepTheOrder(int count) {
        List<Integer> rows = IntStream.range(0, count).boxed().toList();

        assertThat(Parts.ofEach(rows, part -> part.stream().map(row -> 2 * row).toList()))
                .containsExactlyElementsOf(rows.stream().map(row -> 2 * row).toList());
    }

    @Test
    void failAsTheWorkDoes() {
        List<Integer> rows = IntStream.range(0, 2_000).boxed().toList();

        assertThatThrownBy(() -> Parts.of(rows, part -> {
                    throw new IllegalStateException("at " + part.get(0) / 2_000);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("at 0");
    }
}
