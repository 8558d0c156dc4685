package dev.waybill.common.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.model.Input;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CategoryCodesTest {

    private static final int ALL = CategorySums.FOLDS;

    @Test
    void drawsMeansTowardsThatOfAllRows() {
        CategoryCodes codes = codes(10, Map.of("few", sums(4, 5), "many", sums(180, 20)));
        assertThat(codes.input("x", ALL))
                .isEqualTo(Input.categorical(
                        "x", List.of("few", "many"), List.of((20 * 5 + 20 * 10) / 40f, (900 * 20 + 200) / 920f), 10f));
    }

    /** 19 and 2 rows share (38 + 40 + 200) / (21 + 20); what was never seen is taken for one of them. */
    @Test
    void givesOneNumberToAllThatFewRowsShare() {
        CategorySums nineteen = new CategorySums(new double[] {19, 0, 0, 0, 0}, new double[] {38, 0, 0, 0, 0});
        CategorySums two = new CategorySums(new double[] {0, 2, 0, 0, 0}, new double[] {0, 40, 0, 0, 0});
        Input input = codes(10, Map.of("nineteen", nineteen, "two", two)).input("x", ALL);
        assertThat(input.codes()).containsExactly(278 / 41f, 278 / 41f);
        assertThat(input.unseen()).isEqualTo(278 / 41f);
    }

    @Test
    void leavesOutTheFoldOfTheRowsThatSeeIt() {
        CategorySums uneven = new CategorySums(new double[] {10, 10, 10, 10, 10}, new double[] {10, 20, 30, 40, 50});
        CategoryCodes codes = codes(3, Map.of("a", uneven));
        assertThat(codes.input("x", 0).codes()).containsExactly((140 + 60) / 60f);
        assertThat(codes.input("x", 4).codes()).containsExactly((100 + 60) / 60f);
    }

    @Test
    void keepsOneNumberForWhatAThousandRowsShare() {
        CategoryCodes codes = codes(3, Map.of("a", new CategorySums(new double[] {1000, 0, 0, 0, 0}, new double[5])));
        for (int fold = 0; fold < ALL; fold++) {
            assertThat(codes.input("x", fold).codes()).containsExactly(60 / 1020f);
        }
    }

    private static CategoryCodes codes(double mean, Map<String, CategorySums> sums) {
        return new CategoryCodes(new TreeMap<>(sums), mean);
    }

    /** So many rows in each fold, all with this label. */
    private static CategorySums sums(double rowsEach, double label) {
        double[] rows = new double[CategorySums.FOLDS];
        double[] labels = new double[CategorySums.FOLDS];
        Arrays.fill(rows, rowsEach);
        Arrays.fill(labels, rowsEach * label);
        return new CategorySums(rows, labels);
    }
}
