package dev.waybill.pipelines.cli;

import dev.waybill.jobs.audit.Difference;
import dev.waybill.jobs.audit.PredictionAudit;
import dev.waybill.jobs.audit.PredictionAudits;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an audit found, in lines for people. */
final class AuditText {

    private AuditText() {}

    /** One by itself: what it is made of, what it is from, and whether it comes out again. */
    static Stream<String> of(PredictionAudit audit) {
        Stream<String> outcome = audit.equal()
                ? Stream.of(
                        "Made again, it is the same, bit for bit: features, prediction, quantiles, flags, explanation.")
                : audit.differences().stream().map(Difference::toString).map("Differs: "::concat);
        return Stream.concat(Stream.of(audit.explanation(), origin(audit)), outcome);
    }

    private static String origin(PredictionAudit audit) {
        return "By %s/%d (SHA-256 %s) for %s, from %s, computed from %s%s."
                .formatted(
                        audit.model(),
                        audit.version(),
                        audit.modelSha256(),
                        audit.date(),
                        audit.features(),
                        audit.clean(),
                        audit.calibration().map(", calibrated by "::concat).orElse(""));
    }

    /** A line for each that does not come out the same, and one for all. */
    static Stream<String> of(PredictionAudits audits) {
        return Stream.of(
                        audits.audits().stream().filter(audit -> !audit.equal()).map(AuditText::differing),
                        audits.refused().stream().map(refused -> refused.message() + " " + refused.remedy()),
                        Stream.of(summary(audits)))
                .flatMap(lines -> lines);
    }

    private static String differing(PredictionAudit audit) {
        return "Differs: %s of %s: %s"
                .formatted(
                        audit.row(),
                        audit.date(),
                        audit.differences().stream().map(Difference::toString).collect(Collectors.joining("; ")));
    }

    private static String summary(PredictionAudits audits) {
        int made = audits.audits().size();
        long same = audits.audits().stream().filter(PredictionAudit::equal).count();
        return "%s of %s and %s made again: %d %s the same, bit for bit%s%s"
                .formatted(
                        count(made, "prediction"),
                        count(audits.dates(), "date"),
                        count(audits.versions(), "model version"),
                        same,
                        same == 1 ? "is" : "are",
                        same == made ? "" : ", %d %s".formatted(made - same, made - same == 1 ? "differs" : "differ"),
                        audits.refused().isEmpty()
                                ? ""
                                : "; %d cannot be made again"
                                        .formatted(audits.refused().size()));
    }

    private static String count(long number, String what) {
        return "%d %s%s".formatted(number, what, number == 1 ? "" : "s");
    }
}
