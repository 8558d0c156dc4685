package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RankedItemsTest {

    /** By scikit-learn 1.5.2, ndcg_score, on relevances 0 to 2 and scores of which many are equal. */
    @Test
    void ndcgIsThatOfScikitLearnTiesIncluded() throws IOException {
        List<String> lines = golden();
        assertThat(lines).hasSizeGreaterThan(10);
        for (String line : lines) {
            String[] cells = line.split(";", -1);
            double ndcg = ndcg(numbers(cells[1]), numbers(cells[2]), Integer.parseInt(cells[0]));
            assertThat(ndcg).as(line).isCloseTo(Double.parseDouble(cells[3]), within(1e-9));
        }
    }

    @Test
    void nothingRelevantIsNoGain() {
        assertThat(ndcg(new double[] {0, 0}, new double[] {1, 2}, 2)).isZero();
    }

    @Test
    void firstAreThoseOfThePlacesAndWhatTiesWithTheLast() {
        double no = Double.NEGATIVE_INFINITY;
        double[] scores = {1, 3, no, 2, 1, 2};
        assertThat(RankedItems.first(scores, 1)).containsExactly(1);
        assertThat(RankedItems.first(scores, 2)).containsExactly(1, 3, 5);
        assertThat(RankedItems.first(scores, 4)).containsExactly(1, 3, 5, 0, 4);
        assertThat(RankedItems.first(scores, 9)).containsExactly(1, 3, 5, 0, 4);
        assertThat(RankedItems.first(new double[] {no, no}, 1)).isEmpty();
    }

    private static double ndcg(double[] relevance, double[] scores, int places) {
        return RankedItems.ndcg(relevance, scores, RankedItems.first(scores, places), places);
    }

    private static double[] numbers(String cell) {
        return Arrays.stream(cell.split(",", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static List<String> golden() throws IOException {
        try (InputStream file = Objects.requireNonNull(RankedItemsTest.class.getResourceAsStream("ndcg.csv"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList();
        }
    }
}
