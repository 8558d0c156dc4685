package dev.waybill.serving.predict;

import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Recalibration;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.model.VersionFacts;
import dev.waybill.common.online.OnlineFeatures;
import dev.waybill.common.online.Publication;
import dev.waybill.common.online.PublishedLookup;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Experiment;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.RegisteredVersion;
import dev.waybill.common.track.Tracking;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes ready who answers for a pipeline. */
final class LineupLoader {

    private static final Logger LOG = LoggerFactory.getLogger(LineupLoader.class);

    private final ServedPipeline.Settings settings;
    private final Tracking tracking;

    LineupLoader(ServedPipeline.Settings settings, Tracking tracking) {
        this.settings = settings;
        this.tracking = tracking;
    }

    /** A version with the model of it. */
    private record Candidate(ModelVersion version, TrainedModel model) {}

    /**
     * Loads a version as champion, and the challenger beside it if there is to be one.
     *
     * @param name a number, or an alias
     * @throws Refusal if there is no such version, or there are no published features that it can use
     */
    Lineup load(String name) {
        Candidate champion = candidate(version(name));
        OnlineFeatures store = settings.online().open();
        try {
            Publication about = store.about();
            requireSameFeatures(champion, about);
            Optional<ModelVersion> wanted = challenger(champion.version());
            Definition definition = definition(about);
            Optional<LoadedModel> challenger = wanted.flatMap(version -> beside(version, about, definition));
            return new Lineup(
                    new RequestRows(definition, store),
                    loaded(champion, about, definition),
                    challenger,
                    wanted.map(ModelVersion::version),
                    Dealer.of(
                            settings.experiment(),
                            challenger.map(other -> other.model().model()),
                            settings.source().timeZone()));
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    /**
     * Whether loading would come to something else by now.
     *
     * @param name as it was loaded
     */
    boolean isOther(Lineup lineup, String name) {
        ModelVersion champion = version(name);
        return champion.version() != lineup.champion().model().version().version()
                || !settings.online()
                        .current()
                        .equals(Optional.of(lineup.rows().store().about().name()))
                || !challenger(champion).map(ModelVersion::version).equals(lineup.wantedChallenger());
    }

    private ModelVersion version(String name) {
        return RegisteredVersion.find(name, settings.pipeline(), tracking);
    }

    /** Empty where none is to be asked, or there is none beside the champion. */
    private Optional<ModelVersion> challenger(ModelVersion champion) {
        if (settings.experiment().isEmpty() && !settings.shadow()) {
            return Optional.empty();
        }
        String name = settings.experiment().map(Experiment::version).orElse(Aliases.CHALLENGER);
        return tracking.versions(settings.pipeline()).stream()
                .filter(known -> known.aliases().contains(name)
                        || String.valueOf(known.version()).equals(name))
                .filter(known -> known.version() != champion.version())
                .findFirst();
    }

    /** Empty where it cannot be asked: the champion answers all the same. */
    private Optional<LoadedModel> beside(ModelVersion version, Publication about, Definition definition) {
        try {
            return Optional.of(candidate(version))
                    .filter(this::isOfOurFeatures)
                    .map(other -> loaded(other, about, definition));
        } catch (RuntimeException e) {
            LOG.error("{} is asked for nothing, since it cannot be loaded", version, e);
            return Optional.empty();
        }
    }

    private Candidate candidate(ModelVersion version) {
        return new Candidate(version, ModelFolder.read(tracking.download(version)));
    }

    private boolean isOfOurFeatures(Candidate challenger) {
        String trained = challenger.model().provenance().featureSetVersion();
        boolean isOurs = isOurs(trained);
        if (!isOurs) {
            LOG.warn(
                    "{} is asked for nothing: it was trained on other features, set {}", challenger.version(), trained);
        }
        return isOurs;
    }

    private boolean isOurs(String featureSet) {
        return FeatureTable.isSame(featureSet, settings.source(), settings.features());
    }

    private LoadedModel loaded(Candidate candidate, Publication about, Definition definition) {
        ServedModel served = new ServedModel(
                candidate.version(),
                candidate.model(),
                about.recalibrations().getOrDefault(candidate.version().version(), List.<Recalibration>of()),
                definition);
        served.warm(settings.threads());
        return new LoadedModel(
                served,
                VersionFacts.of(candidate.version(), candidate.model(), tracking),
                settings.runId(),
                about.createdAt(),
                settings.experiment().isPresent());
    }

    private void requireSameFeatures(Candidate candidate, Publication about) {
        String trained = candidate.model().provenance().featureSetVersion();
        boolean isOurs = isOurs(trained);
        if (!isOurs || !isOurs(about.featureSetVersion())) {
            throw Refusal.mistake(
                    "serving.other-features",
                    "Cannot answer by %s: it was trained on feature set %s, published is %s, and the params that this server began with define %s."
                            .formatted(
                                    candidate.version(),
                                    trained,
                                    about.featureSetVersion(),
                                    FeatureTable.version(settings.source(), settings.features())),
                    isOurs
                            ? "Run ./waybill job publish-features -p %s.".formatted(settings.pipeline())
                            : "Start the server again if they have changed since; or promote a model that was trained on the new ones.");
        }
        requireSameLookups(about);
    }

    /** Tables to look up in are told by their names and what is looked up, of which features say nothing. */
    private void requireSameLookups(Publication about) {
        List<String> defined = settings.source().lookups().entrySet().stream()
                .map(lookup -> lookup.getKey() + " on " + lookup.getValue().on())
                .toList();
        List<String> published = about.lookups().stream()
                .map(lookup -> lookup.name() + " on " + lookup.on())
                .toList();
        if (!defined.equals(published)) {
            throw Refusal.mistake(
                    "serving.other-lookups",
                    "Cannot answer for %s: published are the lookups %s, but source.lookups has %s."
                            .formatted(settings.pipeline(), published, defined),
                    "Run ./waybill job publish-features -p %s.".formatted(settings.pipeline()));
        }
    }

    private Definition definition(Publication about) {
        return new Definition(
                settings.source(),
                settings.features(),
                about.rawType(),
                about.cleanType(),
                about.lookups().stream().map(PublishedLookup::table).toList(),
                about.featureSetVersion(),
                settings.top(),
                settings.minFeatureCoverage(),
                settings.experiment());
    }
}
