import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Says of each file and each flavour whether the file conforms, and every rule it breaks. */
public final class CheckPdf {
    public static void main(String[] names) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean isGood = true;
        for (String name : names) {
            for (String flavour : new String[] {"3a", "ua1"}) {
                PDFAFlavour wanted = PDFAFlavour.fromString(flavour);
                try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(name), wanted);
                     PDFAValidator validator = Foundries.defaultInstance().createValidator(wanted, false)) {
                    ValidationResult result = validator.validate(parser);
                    System.out.println((result.isCompliant() ? "pass " : "FAIL ") + flavour + " " + name);
                    for (TestAssertion one : result.getTestAssertions()) {
                        System.out.println("  " + one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber()
                            + " " + one.getMessage() + " " + one.getLocation().getContext());
                    }
                    isGood &= result.isCompliant();
                }
            }
        }
        System.exit(isGood ? 0 : 1);
    }
}
