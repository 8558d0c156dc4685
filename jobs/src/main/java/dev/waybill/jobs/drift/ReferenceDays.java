package dev.waybill.jobs.drift;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedSet;

/**
 * The days that a model was made on, which later ones are compared with. While the test days themselves are judged, they are
 * no part of it.
 *
 * @param all days of the split that there are, in order
 * @param firstTest from when on they are test days
 */
record ReferenceDays(List<LocalDate> all, LocalDate firstTest) implements Serializable {

    ReferenceDays(SortedSet<LocalDate> all, LocalDate firstTest) {
        this(List.copyOf(all), firstTest);
    }

    /** Those that a day is compared with. */
    List<LocalDate> of(LocalDate day) {
        boolean isLater = !all.isEmpty() && day.isAfter(all.get(all.size() - 1));
        return all.stream()
                .filter(each -> isLater || each.isBefore(firstTest))
                .filter(each -> !each.equals(day))
                .toList();
    }

    @Override
    public String toString() {
        return all.get(0) + " to " + all.get(all.size() - 1);
    }
}
