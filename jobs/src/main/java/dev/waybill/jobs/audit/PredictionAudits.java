package dev.waybill.jobs.audit;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Many predictions, audited together.
 *
 * @param equal whether all that were made again are the same
 * @param audits of those that were, in the order in which they were named or drawn
 * @param refused of the others why not
 */
public record PredictionAudits(boolean equal, List<PredictionAudit> audits, List<Refused> refused) {

    /** One that cannot be made again, as an error of the command line would say it. */
    public record Refused(Map<String, String> key, String code, String message, String remedy) {

        static Refused of(AuditedKey key, Refusal reason) {
            return new Refused(key.values(), reason.code(), reason.problem(), reason.remedy());
        }
    }

    /**
     * Audits them.
     *
     * @param version whose predictions; empty for those that production says
     * @throws Refusal where nothing can be audited at all
     */
    public static PredictionAudits of(
            Wanted wanted, Optional<Integer> version, PredictionAudit.Params params, JobContext context) {
        Unmade unmade = new Unmade();
        List<PredictionAudit> audits = new Remaking(params, context, unmade).of(wanted, version);
        return new PredictionAudits(
                audits.stream().allMatch(PredictionAudit::equal),
                audits,
                unmade.reasons().entrySet().stream()
                        .map(each -> Refused.of(each.getKey(), each.getValue()))
                        .toList());
    }

    /** How many dates those are of that were made again. */
    public long dates() {
        return audits.stream().map(PredictionAudit::date).distinct().count();
    }

    /** How many versions they are by. */
    public long versions() {
        return audits.stream().map(PredictionAudit::version).distinct().count();
    }
}
