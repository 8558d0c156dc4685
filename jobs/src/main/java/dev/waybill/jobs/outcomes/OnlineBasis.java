package dev.waybill.jobs.outcomes;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.OnlineTables;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** As {@link Basis}, of the outcomes of answers: the versions of the tables that they were made from. */
record OnlineBasis(TableVersion clean, TableVersion features, TableVersion answers, Optional<TableVersion> feedback) {

    static OnlineBasis of(Source source, Tables tables) {
        return new OnlineBasis(
                tables.version(source.table()),
                tables.version(FeatureTable.NAME),
                tables.version(OnlineTables.PREDICTIONS),
                Optional.of(OnlineTables.FEEDBACK).filter(tables::exists).map(tables::version));
    }

    String note() {
        return JsonFile.line(this);
    }

    /**
     * The dates of which something came since, or of which there is nothing yet.
     *
     * @param fedBack the dates of the answers of which something was said between two versions, or up to one; empty where that is not known
     */
    SortedSet<LocalDate> due(
            SortedSet<LocalDate> asked,
            Tables tables,
            BiFunction<Optional<TableVersion>, TableVersion, Optional<SortedSet<LocalDate>>> fedBack) {
        SortedSet<LocalDate> due = new TreeSet<>(asked);
        tables.note(OnlineOutcomes.TABLE)
                .flatMap(note -> JsonFile.readLine(note, OnlineBasis.class))
                .flatMap(before -> before.changes(this, tables, fedBack))
                .ifPresent(changed -> {
                    SortedSet<LocalDate> measured = tables.dates(tables.version(OnlineOutcomes.PERFORMANCE));
                    due.removeIf(date -> measured.contains(date) && !changed.contains(date));
                });
        return due;
    }

    private Optional<SortedSet<LocalDate>> changes(
            OnlineBasis now,
            Tables tables,
            BiFunction<Optional<TableVersion>, TableVersion, Optional<SortedSet<LocalDate>>> fedBack) {
        List<Optional<SortedSet<LocalDate>>> changes = new ArrayList<>();
        changes.add(Basis.known(clean, tables));
        changes.add(Basis.known(features, tables));
        changes.add(answered(now, tables));
        now.feedback()
                .filter(version -> !feedback.equals(Optional.of(version)))
                .ifPresent(version -> changes.add(fedBack.apply(feedback, version)));
        SortedSet<LocalDate> all = changes.stream()
                .flatMap(Optional::stream)
                .flatMap(Set::stream)
                .collect(Collectors.toCollection(TreeSet::new));
        return changes.stream().allMatch(Optional::isPresent) ? Optional.of(all) : Optional.empty();
    }

    /** Rows without a date, which are not judged, change nothing. */
    private Optional<SortedSet<LocalDate>> answered(OnlineBasis now, Tables tables) {
        return tables.datesByLog(now.answers()).isPresent()
                ? tables.touchedSince(answers)
                : Basis.known(answers, tables);
    }
}
