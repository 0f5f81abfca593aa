package io.mailsender.doctor;

import io.mailsender.provider.Finding;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the providers after the start, if {@code doctor.at-start} is set. It neither delays nor stops the start. */
@Singleton
final class DoctorAtStart implements ApplicationEventListener<ServerStartupEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(DoctorAtStart.class);

    private static final Pattern LOCAL_PART = Pattern.compile("(?<![^\\s@<>:])[^\\s@<>:]++@");

    private final DoctorSettings settings;
    private final Doctor doctor;

    DoctorAtStart(DoctorSettings settings, Doctor doctor) {
        this.settings = settings;
        this.doctor = doctor;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        if (settings.atStart()) {
            doctor.check().thenAccept(DoctorAtStart::log);
        }
    }

    private static void log(Doctor.Checkup checkup) {
        checkup.findings()
                .forEach(found -> log(found.provider() == null ? "senders" : found.provider(), found.finding()));
    }

    private static void log(String about, Finding finding) {
        String check = finding.check().word();
        String text = withoutAddresses(finding.text() + (finding.remedy() == null ? "" : "; " + finding.remedy()));
        switch (finding.level()) {
            case ERROR -> LOG.error("doctor: {}: {}: {}", about, check, text);
            case WARNING -> LOG.warn("doctor, warning: {}: {}: {}", about, check, text);
            case UNKNOWN -> LOG.warn("doctor, unknown: {}: {}: {}", about, check, text);
            case OK -> LOG.debug("doctor, ok: {}: {}: {}", about, check, text);
        }
    }

    /** No log line has a mail address: only its domain remains. */
    static String withoutAddresses(String text) {
        return LOCAL_PART.matcher(text).replaceAll("…@");
    }
}
