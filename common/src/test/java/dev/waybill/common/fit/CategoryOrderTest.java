package dev.waybill.common.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.model.Input;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CategoryOrderTest {

    /** With two classes the order is that of the share of either, which is the best there is. */
    @Test
    void ofTwoClassesIsTheOrderOfTheirShares() {
        Input input = order(
                        2,
                        Map.of(
                                "often", new double[] {10, 90},
                                "never", new double[] {100, 0},
                                "half", new double[] {50, 50},
                                "seldom", new double[] {80, 20}))
                .input("x");

        assertThat(input.categories())
                .isIn(List.of("never", "seldom", "half", "often"), List.of("often", "half", "seldom", "never"));
        assertThat(input.codes()).containsExactly(0f, 1f, 2f, 3f);
        assertThat(input.unseen()).isEqualTo(1.5f);
    }

    /** What numpy.linalg.eigh finds for the covariance of these shares, each counted by its rows. */
    @Test
    void isTheOrderAlongTheFirstPrincipalComponent() {
        Input input = order(
                        3,
                        Map.of(
                                "a", new double[] {90, 5, 5},
                                "b", new double[] {30, 60, 10},
                                "c", new double[] {10, 80, 110},
                                "d", new double[] {5, 15, 20},
                                "e", new double[] {60, 20, 40}))
                .input("x");

        assertThat(input.categories()).isEqualTo(GOLDEN);
    }

    private static final List<String> GOLDEN = List.of("c", "d", "b", "e", "a");

    @Test
    void givesOnePlaceToAllThatFewRowsShare() {
        Input input = order(
                        3,
                        Map.of(
                                "one", new double[] {1, 0, 0},
                                "two", new double[] {0, 19, 0},
                                "many", new double[] {50, 0, 0},
                                "more", new double[] {0, 0, 60}))
                .input("x");

        Map<String, Float> places = new TreeMap<>();
        for (int i = 0; i < input.categories().size(); i++) {
            places.put(input.categories().get(i), input.codes().get(i));
        }
        assertThat(places.get("one")).isEqualTo(places.get("two")).isEqualTo(input.unseen());
        assertThat(places.values()).contains(0f, 1f, 2f);
        assertThat(order(3, Map.of()).input("x").categories()).isEmpty();
    }

    /** All alike: there is no direction in which they differ, and names decide. */
    @Test
    void isByNameWhereNothingDiffers() {
        assertThat(order(2, Map.of("b", new double[] {20, 20}, "a", new double[] {30, 30}))
                        .input("x")
                        .categories())
                .containsExactly("a", "b");
    }

    private static CategoryOrder order(int classes, Map<String, double[]> counts) {
        return new CategoryOrder(new TreeMap<>(counts), classes);
    }
}
