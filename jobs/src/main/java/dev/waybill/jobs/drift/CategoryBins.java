package dev.waybill.jobs.drift;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The bins of a text, by what the reference days have: the most frequent categories have one of their own.
 *
 * <p>Some rows of any day are of categories that no other day has. So of a reference of several days, those that only one of them has
 * are unseen ones, which is what a later day's new ones are compared with.
 */
final class CategoryBins {

    /** Categories with a bin of their own, in bins 0 to 49. */
    static final int CATEGORIES = 50;

    /** The bin of all rarer categories that more than one day of the reference has, if it has several. */
    static final int OTHER = CATEGORIES;

    /** The bin of categories that the reference does not have; of a day of the reference, that its other days do not have. */
    static final int UNSEEN = CATEGORIES + 1;

    private final Map<String, Integer> bins = new HashMap<>();
    private final Map<Integer, String> labels = new HashMap<>();
    private final Map<Integer, Long> reference = new HashMap<>();
    private final boolean knowsAll;

    CategoryBins(List<ColumnProfile> days) {
        Map<String, Long> rows = new HashMap<>();
        Set<String> recurring = new HashSet<>();
        for (ColumnProfile day : days) {
            day.categories().forEach((category, count) -> {
                if (rows.merge(category, count, Long::sum) > count || days.size() == 1) {
                    recurring.add(category);
                }
            });
        }
        knowsAll = days.stream().allMatch(day -> day.otherRows() == 0);
        place(mostFrequent(rows, recurring));
        rows.forEach((category, count) -> {
            int bin = recurring.contains(category) ? bins.getOrDefault(category, OTHER) : knowsAll ? UNSEEN : OTHER;
            reference.merge(bin, count, Long::sum);
            bins.putIfAbsent(category, OTHER);
        });
        add(reference, OTHER, days.stream().mapToLong(ColumnProfile::otherRows).sum());
        add(
                reference,
                ProfileBins.MISSING,
                days.stream().mapToLong(ColumnProfile::missing).sum());
    }

    private static List<String> mostFrequent(Map<String, Long> rows, Set<String> recurring) {
        return rows.entrySet().stream()
                .filter(category -> recurring.contains(category.getKey()))
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(CATEGORIES)
                .map(Map.Entry::getKey)
                .collect(Collectors.toList());
    }

    private void place(List<String> categories) {
        for (int i = 0; i < categories.size(); i++) {
            bins.put(categories.get(i), i);
            labels.put(i, categories.get(i));
        }
    }

    private static void add(Map<Integer, Long> counts, int bin, long rows) {
        if (rows > 0) {
            counts.merge(bin, rows, Long::sum);
        }
    }

    /** Rows per bin of the reference. */
    Map<Integer, Long> reference() {
        return reference;
    }

    /** Rows per bin of a day. Where the reference does not know its rarest categories, no other ones are unseen. */
    Map<Integer, Long> of(ColumnProfile day) {
        Map<Integer, Long> counts = new HashMap<>();
        int unknown = knowsAll ? UNSEEN : OTHER;
        day.categories().forEach((category, rows) -> add(counts, bins.getOrDefault(category, unknown), rows));
        add(counts, unknown, day.otherRows());
        add(counts, ProfileBins.MISSING, day.missing());
        return counts;
    }

    String label(int bin) {
        return bin == UNSEEN
                ? "unseen"
                : bin == OTHER
                        ? "other"
                        : Optional.ofNullable(labels.get(bin))
                                .filter(label -> !label.isEmpty())
                                .orElse("(empty)");
    }
}
