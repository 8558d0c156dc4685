package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScopeTest {

    private static final LocalDate DAY = LocalDate.of(2020, 3, 6);
    private static final Prepare.Result TOTALS = new Prepare.Result(2, 2, 0, 0, 0, Map.of(), "");
    private static final SourceFiles ONE = new SourceFiles(Map.of("1.csv", "print 1"));
    private static final SourceFiles TWO = new SourceFiles(Map.of("1.csv", "print 1", "2.csv", "print 2"));
    private static final Ingested LAST = held("definition", Optional.empty(), ONE, Optional.of(TOTALS));

    private static Ingested held(
            String definition, Optional<LocalDate> date, SourceFiles files, Optional<Prepare.Result> totals) {
        return new Ingested(definition, date, Optional.of(files.sorted()), totals);
    }

    /** After these commits, the newest first, to a source of these files. */
    private static Scope scope(SourceFiles files, String... notes) {
        return Scope.of(
                List.of(notes), held("definition", Optional.empty(), files, Optional.empty()), Optional.of(files));
    }

    @Test
    void isNothingWhereTheFilesAreThoseOfTheLastCommit() {
        assertThat(scope(ONE, LAST.note())).isEqualTo(new Scope.Nothing(LAST));
    }

    @Test
    void isTheFilesThatCameSince() {
        assertThat(scope(TWO, LAST.note())).isEqualTo(new Scope.NewFiles(List.of("2.csv"), LAST));
    }

    @Test
    void isEverythingWhereAFileChangedOrIsGone() {
        assertThat(scope(new SourceFiles(Map.of("1.csv", "another print")), LAST.note()))
                .isEqualTo(new Scope.Everything());
        Ingested both = held("definition", Optional.empty(), TWO, Optional.of(TOTALS));
        assertThat(scope(ONE, both.note())).isEqualTo(new Scope.Everything());
    }

    @Test
    void isEverythingWhereTheSourceHasNoFiles() {
        Ingested now = new Ingested("definition", Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(Scope.of(List.of(LAST.note()), now, Optional.empty())).isEqualTo(new Scope.Everything());
    }

    @Test
    void isEverythingAfterADateOrSomebodyElsesCommit() {
        Ingested day = held("definition", Optional.of(DAY), ONE, Optional.empty());
        assertThat(scope(ONE, day.note(), LAST.note())).isEqualTo(new Scope.Everything());
        assertThat(scope(ONE, "compacted by hand", LAST.note())).isEqualTo(new Scope.Everything());
    }

    @Test
    void isARebuildWhereThereIsNoNoteOfOursOrAnotherDefinition() {
        assertThat(scope(ONE)).isEqualTo(new Scope.Rebuild());
        assertThat(scope(ONE, "compacted by hand")).isEqualTo(new Scope.Rebuild());
        Ingested other = held("another definition", Optional.empty(), ONE, Optional.of(TOTALS));
        assertThat(scope(ONE, other.note())).isEqualTo(new Scope.Rebuild());
    }

    @Test
    void isADateIfAskedUnlessTheTableHoldsSomethingElse() {
        Ingested now = held("definition", Optional.of(DAY), ONE, Optional.empty());
        assertThat(Scope.of(List.of(), now, Optional.of(ONE))).isEqualTo(new Scope.Day(DAY));
        assertThat(Scope.of(List.of(LAST.note()), now, Optional.of(ONE))).isEqualTo(new Scope.Day(DAY));
        Ingested other = held("another definition", Optional.empty(), ONE, Optional.of(TOTALS));
        assertThat(Scope.of(List.of(other.note()), now, Optional.of(ONE))).isEqualTo(new Scope.Rebuild());
        assertThat(Scope.of(List.of("compacted by hand"), now, Optional.of(ONE)))
                .isEqualTo(new Scope.Rebuild());
    }

    @Test
    void quotesFilesAsSqlDoes() {
        assertThat(new Scope.NewFiles(List.of("it's.csv", "b\\.csv"), LAST).condition("file"))
                .hasValue("file in ('it\\'s.csv', 'b\\\\.csv')");
        assertThat(new Scope.Day(DAY).condition("file"))
                .hasValue("event_date = date'2020-03-06' or event_date is null");
        assertThat(new Scope.Everything().condition("file")).isEmpty();
    }
}
