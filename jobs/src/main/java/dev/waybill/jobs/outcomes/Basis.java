package dev.waybill.jobs.outcomes;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Up to which versions of the tables before them the outcomes have taken changes in: noted with each of their commits. */
record Basis(TableVersion clean, TableVersion scored, Optional<TableVersion> published) {

    static Basis of(Source source, Tables tables) {
        return new Basis(
                tables.version(source.table()),
                tables.version(ScoredTable.NAME),
                Optional.of(ScoredTable.CURRENT).filter(tables::exists).map(tables::version));
    }

    String note() {
        return JsonFile.line(this);
    }

    /** The dates of which something came since, or of which there is nothing yet. */
    SortedSet<LocalDate> due(SortedSet<LocalDate> asked, Tables tables) {
        Optional<Basis> then = tables.note(Outcomes.TABLE).flatMap(note -> JsonFile.readLine(note, Basis.class));
        SortedSet<LocalDate> due = new TreeSet<>(asked);
        then.ifPresent(before -> {
            SortedSet<LocalDate> measured = tables.dates(tables.version(Performance.TABLE));
            Predicate<LocalDate> touched = before.touched(tables);
            due.removeIf(date -> measured.contains(date) && !touched.test(date));
        });
        return due;
    }

    private Predicate<LocalDate> touched(Tables tables) {
        List<Optional<SortedSet<LocalDate>>> changes = new ArrayList<>();
        changes.add(known(clean, tables));
        changes.add(known(scored, tables));
        if (tables.exists(ScoredTable.CURRENT)) {
            changes.add(published.flatMap(since -> known(since, tables)));
        }
        return date -> changes.stream()
                .anyMatch(dates -> dates.isEmpty() || dates.get().contains(date));
    }

    /** The dates that a table changed since; empty where that is not known of all. */
    static Optional<SortedSet<LocalDate>> known(TableVersion since, Tables tables) {
        return tables.touchedSince(since).filter(dates -> !dates.contains(LocalDate.MIN));
    }
}
