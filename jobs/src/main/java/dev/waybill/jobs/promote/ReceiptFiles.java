package dev.waybill.jobs.promote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.Tracking;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where a receipt is kept: a row, a file, a page, and with the version that it is about. */
final class ReceiptFiles {

    private static final String DECISION = "waybill.promotion";
    private static final String REASON = "waybill.promotion_reason";
    private static final String ARTIFACT = "promotion";

    private ReceiptFiles() {}

    /**
     * The row is the first: it is what later decisions go by.
     *
     * @return what was written: the receipt of this attempt's first try, if it was broken off with its row there
     */
    static Receipt write(Receipt receipt, ModelVersion about, JobContext context) {
        Receipt decided = Promotions.append(context, receipt);
        writeFiles(decided, about, context);
        return decided;
    }

    /** All but the row. */
    static void writeFiles(Receipt receipt, ModelVersion about, JobContext context) {
        Path metrics = context.workspace().metrics(Promote.NAME);
        Path page = Artifact.report(PromotionPage.FILE).in(context.workspace());
        if (receipt.decision() != Decision.unchanged || !isOfPromotion(metrics, about) || !Files.exists(page)) {
            JsonFile.write(metrics, receipt);
            PromotionPage.write(page, receipt);
            attach(receipt, about, metrics, page, context);
        }
    }

    /** To the version in a word, and whole to its run, which shows it among its artifacts, if it was registered with one. */
    private static void attach(Receipt receipt, ModelVersion about, Path metrics, Path page, JobContext context) {
        Tracking tracking = context.tracking();
        String decision = receipt.decision().name();
        tracking.setVersionTags(about.model(), about.version(), Map.of(DECISION, decision));
        if (!about.runId().isEmpty()) {
            tracking.logArtifacts(about.runId(), metrics, ARTIFACT);
            tracking.logArtifacts(about.runId(), page, ARTIFACT);
            tracking.setTags(about.runId(), Map.of(DECISION, decision, REASON, receipt.reason()));
        }
    }

    /** Whether a file holds the receipt that made a version champion: that outlasts runs that find it champion. */
    private static boolean isOfPromotion(Path metrics, ModelVersion version) {
        if (!Files.isRegularFile(metrics)) {
            return false;
        }
        JsonNode receipt = JsonFile.read(metrics, JsonNode.class);
        String decision = receipt.path("decision").asText();
        return receipt.path("challenger").asInt() == version.version()
                && (decision.equals(Decision.promoted.name()) || decision.equals(Decision.rolled_back.name()));
    }
}
