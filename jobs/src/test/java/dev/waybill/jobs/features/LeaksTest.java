package dev.waybill.jobs.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.jobs.TinyPipeline;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refused from params alone: no table and no source file is there. */
class LeaksTest {

    private static final String USE_HISTORY = " Use it in features.history, which sees only rows already over.";

    @TempDir
    private Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void open() {
        pipeline = new TinyPipeline(home);
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void letsFairFeaturesPass() {
        assertThatNoException()
                .isThrownBy(() -> pipeline.bind(
                        FeatureEngineer.Params.class,
                        "features.columns.late=hour(requested_at) >= 22",
                        "features.history=[{key: [], of: distance_mi, stats: [avg], windows: [7d]}]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "distance_mi / 2 | distance_mi",
                "hour(finished_at) + hour(requested_at) - hour(finished_at) | finished_at"
            })
    void refusesColumnsKnownOnlyAtTheFinish(String expression, String column) {
        refused(
                "features.columns.x=" + expression,
                "'features.columns.x' uses " + column
                        + ", which is known only at finish: a feature may use only what is" + " known at request."
                        + USE_HISTORY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"eta_minutes", "coalesce(eta_minutes, 0)", "transform(array(1), x -> x + eta_minutes)[0]"})
    void refusesTheLabelItself(String expression) {
        refused(
                "features.columns.x=" + expression,
                "'features.columns.x' uses eta_minutes, which is the label: it is what is predicted." + USE_HISTORY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "of: [distance_mi], last: 1 | of | distance_mi | is known only at finish: a feature may use only what is known at request."
                        + USE_HISTORY,
                "of: [orgin], last: 1 | of | orgin | is not among source.columns. Did you mean 'origin'?",
                "since: {of: finished_at} | since.of | finished_at | is known only at finish: a feature may use only what is known at request."
                        + USE_HISTORY,
                "counts: {eta_minutes: ['1']} | counts | eta_minutes | is the label: it is what is predicted."
                        + USE_HISTORY
            })
    void refusesSequencesOfWhatIsNotKnownAtRequest(String what, String where, String column, String why) {
        refused(
                "features.sequence=[{key: [origin], order: [requested_at], " + what + "}]",
                "'features.sequence[0].%s' uses %s, which %s".formatted(where, column, why));
    }

    @Test
    void refusesAnOrderInWhichARowWouldSeeALaterOne() {
        refused(
                "features.sequence=[{key: [origin], order: [destination, requested_at], stats: [count]}]",
                "'features.sequence[0].order' begins with destination, but rows have a date: it must begin with"
                        + " source.event-time, requested_at, so that no row sees one that was asked for later.");
        refused(
                "features.sequence=[{key: [origin], order: [requested], stats: [count]}]",
                "'features.sequence[0].order' uses requested, which is not among source.columns. Did you mean"
                        + " 'requested_at'?");
    }

    @Test
    void refusesAKeyOfHistoryThatIsKnownOnlyAtTheFinish() {
        refused(
                "features.history=[{key: [origin, distance_mi], of: eta_minutes, stats: [avg], windows: [7d]}]",
                "'features.history[0].key' uses distance_mi, which is known only at finish: a feature may use only"
                        + " what is known at request." + USE_HISTORY);
    }

    @Test
    void refusesAnEventTimeThatIsKnownOnlyAtTheFinish() {
        refused(
                "source.event-time=finished_at",
                "'source.event-time' is finished_at, which is known only at finish: it says when the prediction is asked"
                        + " for, so it must be known at request.");
    }

    @Test
    void refusesLabelsThatAreAvailableBeforeTheyExist() {
        refused(
                "source.label.available-at=requested_at",
                "'source.label.available-at' is requested_at, which is known at request, before finished_at, which"
                        + " source.label.expr uses and which is known only at finish: histories would count rows before"
                        + " they are over (where params leave available-at out, it is the event time).");
        refused(
                "source.label.available-at=''",
                "'source.label.available-at' is requested_at, which is known at request, before finished_at, which"
                        + " source.label.expr uses and which is known only at finish: histories would count rows before"
                        + " they are over (where params leave available-at out, it is the event time).");
    }

    @Test
    void refusesAHistoryOfWhatIsKnownOnlyAfterTheLabel() {
        assertThatThrownBy(() -> pipeline.bind(
                        FeatureEngineer.Params.class,
                        "source.columns.finished_at.known-at=dispatch",
                        "features.history=[{key: [], of: distance_mi, stats: [avg], windows: [7d]}]"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("'source.label.available-at' is finished_at, which is known at dispatch, before"
                        + " distance_mi, which features.history[0].of uses and which is known only at finish:"
                        + " histories would count rows before they are over.");
    }

    @Test
    void refusesColumnsThatAreNotThere() {
        refused(
                "features.columns.x=hour(requestedat)",
                "'features.columns.x' uses requestedat, which is not among source.columns. Did you mean"
                        + " 'requested_at'?");
        refused(
                "features.history=[{key: [origin], of: eta_minute, stats: [avg], windows: [7d]}]",
                "'features.history[0].of' uses eta_minute, which is not among source.columns. Did you mean"
                        + " 'eta_minutes'?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(select max(eta_minutes) from trips) | has a subquery, whose inputs cannot be checked",
                "hash(*) | has a *, which hides what it sees; name the columns",
                "lead(hour) over (order by trip_id) | has a window, which sees other rows",
                "datediff(now(), requested_at) | has now, whose value differs from run to run",
                "datediff(timestamp'now', requested_at) | has timestamp'now', whose value differs from run to run",
                "rand() * 2 | has rand, whose value differs from run to run"
            })
    void refusesExpressionsThatCouldSeeMoreThanTheRow(String expression, String why) {
        refused("features.columns.x=" + expression, "'features.columns.x' " + why + ": " + expression + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "trip_id",
        "requested_at",
        "event_date",
        "eta_minutes",
        "feature_set_version",
        "computed_at",
        "is_fresh",
        "source_version"
    })
    void refusesFeaturesNamedLikeColumnsOfTheTableItself(String name) {
        refused(
                "features.columns." + name + "=hour(requested_at)",
                "'features.columns." + name + "' has a name that the table of features uses itself; call it something"
                        + " else.");
    }

    private void refused(String override, String sentence) {
        assertThatThrownBy(() -> pipeline.bind(FeatureEngineer.Params.class, override))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE);
                    assertThat(refusal.code()).isEqualTo("params.invalid-value");
                })
                .hasMessage("Invalid params: --set %s: %s Correct it there.", override, sentence);
    }
}
