package dev.waybill.common.fit;

import dev.waybill.common.model.Input;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The numbers that the categories of a text stand for: the mean label of their rows. In the order of these a single threshold
 * makes the best of all splits into two groups, for a squared error and for two classes (Breiman, Friedman, Olshen and Stone:
 * Classification and Regression Trees, 1984, section 4.2.2).
 *
 * <p>A mean that knows a row's own label gives it away, the more the fewer rows share it (Prokhorenkova et al.: CatBoost,
 * NeurIPS 2018, section 3). Therefore
 *
 * <ul>
 *   <li>each mean is drawn towards that of all rows, as if {@value #SMOOTHING} more rows had it (Micci-Barreca, SIGKDD
 *       Explorations 3(1), 2001, equation 3);
 *   <li>categories of fewer than {@value #LEAST_ROWS} rows share one number, which also stands for those never seen;
 *   <li>a training row sees the mean of the other folds, unless {@value #WHOLE_ROWS} rows share it: one of them then moves it
 *       by less than a thousandth, and different numbers for one category would only tell its folds apart.
 * </ul>
 */
final class CategoryCodes {

    static final int SMOOTHING = 20;
    static final int LEAST_ROWS = 20;
    static final int WHOLE_ROWS = 1000;

    private final SortedMap<String, CategorySums> byCategory;
    private final List<String> ordered;
    private final CategorySums rare;
    private final double mean;

    /** @param mean label of all training rows, also of those without a category */
    CategoryCodes(SortedMap<String, CategorySums> byCategory, double mean) {
        this.byCategory = byCategory;
        this.mean = mean;
        this.rare = CategorySums.of(byCategory.values().stream()
                .filter(sums -> sums.count() < LEAST_ROWS)
                .toList());
        this.ordered = byCategory.entrySet().stream()
                .sorted(Comparator.comparing(
                                (Map.Entry<String, CategorySums> entry) -> code(entry.getValue(), CategorySums.FOLDS))
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * An input with the lowest number first, equal ones by name. To training rows, rare categories are not listed one by one:
     * they stand for the number of those never seen.
     *
     * @param without the fold of the training rows that see it so; {@link CategorySums#FOLDS} for all other rows
     */
    Input input(String name, int without) {
        List<String> listed = without == CategorySums.FOLDS
                ? ordered
                : ordered.stream()
                        .filter(category -> sums(category).count() >= LEAST_ROWS)
                        .toList();
        List<Float> codes =
                listed.stream().map(category -> code(sums(category), without)).toList();
        return Input.categorical(name, listed, codes, code(rare, without));
    }

    private CategorySums sums(String category) {
        return byCategory.getOrDefault(category, rare);
    }

    private float code(CategorySums sums, int without) {
        CategorySums counted = sums.count() < LEAST_ROWS ? rare : sums;
        return (float)
                (counted.count() < WHOLE_ROWS ? counted.mean(mean, SMOOTHING, without) : counted.mean(mean, SMOOTHING));
    }
}
