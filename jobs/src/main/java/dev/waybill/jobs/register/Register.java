package dev.waybill.jobs.register;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelReference;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.Tracking;
import java.util.List;
import java.util.Optional;

/**
 * Puts the trained and judged model into the registry as its next version, with a tracking run that holds its params,
 * metrics, inputs and files, and points {@code challenger} to it. A model that is registered already, byte for byte, is
 * not registered again; if it was evaluated anew since, its run gets the new metrics as a further step. A model that a
 * server cannot be given is kept, with all that there is to log, and handed in later: {@link PendingRegistrations}.
 */
public final class Register implements Job<Register.Params, Register.Result> {

    /** How the codes of refusals begin that are about a tracking server. */
    private static final String OF_SERVER = "tracking.server-";

    public record Params(Source source) {}

    /**
     * What came of it.
     *
     * @param evaluatedAnew whether a version that was there already has other metrics now
     */
    public record Result(String model, int version, String modelSha256, boolean registeredNow, boolean evaluatedAnew) {}

    @Override
    public String name() {
        return "register";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public List<Artifact> reads(Params params) {
        return List.of(Artifact.MODEL, Artifact.metrics("evaluate"), Registration.CARD);
    }

    @Override
    public List<Artifact> writes(Params params) {
        return List.of(Artifact.REGISTERED);
    }

    @Override
    public Result run(Params params, JobContext context) {
        Workspace workspace = context.workspace();
        Registration registration = Registration.of(ModelFolder.open(workspace.model()), context);
        PendingRegistrations pending = PendingRegistrations.of(workspace.home(), workspace.pipeline());
        try {
            return register(registration, pending, context);
        } catch (Refusal e) {
            if (e.code().startsWith(OF_SERVER)) {
                pending.keep(registration, workspace.model(), context.clock().instant());
                throw kept(e, workspace.pipeline());
            }
            throw e;
        }
    }

    /** What is kept of earlier runs first, so that versions are in the order in which models were trained. */
    private static Result register(Registration registration, PendingRegistrations pending, JobContext context) {
        Tracking tracking = context.tracking();
        pending.forget(registration);
        pending.handIn(tracking);
        Optional<ModelVersion> known = registration.known(tracking);
        boolean evaluatedAnew = known.isPresent()
                && registration.logMetrics(tracking, known.get().runId());
        ModelVersion version = known.orElseGet(
                () -> registration.handIn(tracking, context.workspace().model()));
        registration.describe(tracking, version);
        tracking.setAlias(version.model(), Aliases.CHALLENGER, version.version());
        JsonFile.write(Artifact.REGISTERED.in(context.workspace()), ModelReference.to(version));
        return new Result(
                version.model(), version.version(), registration.modelSha256(), known.isEmpty(), evaluatedAnew);
    }

    private static Refusal kept(Refusal failure, String pipeline) {
        return Refusal.mistake(
                failure.code(),
                failure.problem() + " The model is kept in data/registrations/" + pipeline + ".",
                failure.remedy() + " Then ./waybill models sync -p " + pipeline + " hands it in.",
                failure);
    }

    @Override
    public String summary(Result result) {
        String known = result.evaluatedAnew()
                ? "; the same model was registered already, its metrics are the new ones"
                : "; the same model was registered already";
        return "%s/%d as %s%s"
                .formatted(result.model(), result.version(), Aliases.CHALLENGER, result.registeredNow() ? "" : known);
    }
}
