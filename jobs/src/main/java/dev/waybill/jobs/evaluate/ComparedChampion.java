package dev.waybill.jobs.evaluate;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.SavedModel;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Split;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import java.util.Optional;

/**
 * The model in production, as one more prediction to compare with.
 *
 * @param model empty where there is none, or none that may be compared
 * @param note why it is not compared; empty where it is, or where there is none
 */
record ComparedChampion(Optional<TrainedModel> model, Optional<String> note) {

    private static final ComparedChampion NONE = new ComparedChampion(Optional.empty(), Optional.empty());

    static ComparedChampion of(TrainedModel judged, Split split, JobContext context) {
        return context.tracking()
                .byAlias(context.workspace().pipeline(), Aliases.CHAMPION)
                .map(version -> of(version, judged, split, context))
                .orElse(NONE);
    }

    private static ComparedChampion of(ModelVersion version, TrainedModel judged, Split split, JobContext context) {
        SavedModel model = ModelFolder.open(context.tracking().download(version));
        return whyNot(model, judged, split)
                .map(reason -> new ComparedChampion(
                        Optional.empty(), Optional.of("Champion %s is not compared: %s".formatted(version, reason))))
                .orElseGet(() -> new ComparedChampion(Optional.of((TrainedModel) model), Optional.empty()));
    }

    private static Optional<String> whyNot(SavedModel champion, TrainedModel judged, Split split) {
        Split trained = champion.provenance().split();
        if (champion.id().equals(judged.id())) {
            return Optional.of("it is this very model.");
        } else if (!champion.target().equals(judged.target())) {
            return Optional.of("it is a model of %s, not of %s.".formatted(champion.target(), judged.target()));
        } else if (!champion.provenance()
                .featureSetVersion()
                .equals(judged.provenance().featureSetVersion())) {
            return Optional.of("it was trained on other features.");
        } else if (trained.hasSeenTestOf(split)) {
            return Optional.of("it has seen %s, some of the test rows %s among them."
                    .formatted(trained.seen(), split.words(Part.test)));
        }
        return Optional.empty();
    }
}
