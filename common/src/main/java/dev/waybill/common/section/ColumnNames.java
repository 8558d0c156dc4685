package dev.waybill.common.section;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** What columns may be called, so that Spark SQL, Delta and XGBoost all take the name as it stands. */
final class ColumnNames {

    private ColumnNames() {}

    /**
     * Each a letter, then letters, digits and underscores, and no two alike: Spark does not tell case.
     *
     * @throws IllegalArgumentException naming the first that is not
     */
    static void require(Collection<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!name.matches("\\p{L}[\\p{L}\\p{N}_]*")) {
                throw new IllegalArgumentException(
                        "has '%s' as a name; begin with a letter and use letters, digits and _".formatted(name));
            }
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("has '%s' twice; drop one of them".formatted(name));
            }
        }
    }
}
