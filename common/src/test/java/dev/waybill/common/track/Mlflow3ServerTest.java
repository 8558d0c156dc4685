package dev.waybill.common.track;

class Mlflow3ServerTest extends ServerTrackingContract {

    @Override
    String version() {
        return MlflowPython.NEWEST;
    }
}
