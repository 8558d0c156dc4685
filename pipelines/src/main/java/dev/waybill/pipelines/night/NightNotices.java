package dev.waybill.pipelines.night;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.night.NightReport.Promotion;
import dev.waybill.pipelines.notify.Kind;
import dev.waybill.pipelines.notify.NightMessage;
import dev.waybill.pipelines.notify.Notice;
import dev.waybill.pipelines.notify.Severity;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What somebody should know of a night. */
public final class NightNotices {

    private NightNotices() {}

    /**
     * All of it, in one message.
     *
     * @param failure that ended the night, if one did
     */
    public static NightMessage of(NightReport report, Optional<Throwable> failure) {
        List<Notice> notices = Stream.of(
                        failure.map(NightNotices::failed),
                        Optional.of(report)
                                .filter(night -> !night.drifted().isEmpty())
                                .map(NightNotices::drift),
                        report.decision().map(NightNotices::decision))
                .flatMap(Optional::stream)
                .toList();
        return new NightMessage(report.pipeline(), report.date(), report.runId(), notices);
    }

    private static Notice failed(Throwable failure) {
        boolean refused = failure instanceof Refusal refusal && refusal.exitCode() == ExitCode.DATA_REFUSED;
        return new Notice(
                refused ? Severity.HIGH : Severity.CRITICAL,
                refused ? Kind.REFUSED_BATCH : Kind.FAILED_NIGHT,
                refused ? "batch refused" : "the night failed",
                String.valueOf(failure.getMessage()));
    }

    private static Notice drift(NightReport report) {
        int columns = report.drifted().size();
        return new Notice(
                Severity.MEDIUM,
                Kind.DRIFT,
                "%d %s drifted, %s most"
                        .formatted(
                                columns,
                                columns == 1 ? "column" : "columns",
                                report.drifted().get(0)),
                String.join(", ", report.drifted()) + "\n" + report.sentence());
    }

    private static Notice decision(Promotion decision) {
        return new Notice(
                Severity.LOW,
                Kind.PROMOTION,
                decision.promoted() ? "a new model is in charge" : "a new model was not promoted",
                decision.sentence());
    }
}
