"""The table of roles and permissions, written out: whoever changes what a role may do changes it here as well."""

import pytest
from django.contrib.auth.models import Group

from accounts.roles import ROLE_PERMISSIONS, STAFF_ROLES, Role
from tests.factories.accounts import UserFactory

# item_writer reviewer paper_maker invigilator marker exam_officer certificate_officer content_editor auditor
COLUMNS = "W R P I M X C E A"
ROLE_OF = dict(zip(COLUMNS.split(), [role for role in Role if role != Role.TRAINEE], strict=True))

TABLE = """
wagtailadmin.access_admin             W R P I M X C E A
accounts.view_person                  X C
accounts.view_accesstoken             X C A
accounts.add_accesstoken              X C
accounts.view_webhook                 X C A
accounts.add_webhook                  X C
bank.view_bank                        W R P
bank.view_item                        W R P
bank.add_item                         W
bank.view_itemversion                 W R P
bank.add_itemversion                  W
bank.export_item                      W R
bank.change_itemversion               W R
bank.view_itemreview                  W R P
bank.add_itemreview                   R
bank.view_bankevent                   R A
courses.view_knowledgepoint           W R P E
courses.add_knowledgepoint            E
courses.change_knowledgepoint         E
courses.delete_knowledgepoint         E
courses.view_mistakereport            E
courses.change_mistakereport          E
papers.view_blueprint                 P A
papers.add_blueprint                  P
papers.change_blueprint               P
papers.delete_blueprint               P
papers.view_blueprintrange            P A
papers.add_blueprintrange             P
papers.change_blueprintrange          P
papers.delete_blueprintrange          P
papers.view_blueprintcell             P A
papers.add_blueprintcell              P
papers.change_blueprintcell           P
papers.delete_blueprintcell           P
papers.view_enemypair                 P A
papers.add_enemypair                  P
papers.change_enemypair               P
papers.delete_enemypair               P
papers.view_paper                     P A
papers.add_paper                      P
papers.change_paper                   P
papers.delete_paper                   P
papers.view_paperset                  P A
papers.add_paperset                   P
papers.change_paperset                P
papers.delete_paperset                P
papers.view_paperitem                 P A
papers.add_paperitem                  P
papers.change_paperitem               P
papers.delete_paperitem               P
papers.view_paperexclusion            P A
papers.add_paperexclusion             P
papers.change_paperexclusion          P
papers.delete_paperexclusion          P
sittings.view_exam                    I X A
sittings.add_exam                     X
sittings.change_exam                  X
sittings.delete_exam                  X
sittings.view_examcomponent           I X A
sittings.add_examcomponent            X
sittings.change_examcomponent         X
sittings.delete_examcomponent         X
sittings.view_sitting                 I X A
sittings.add_sitting                  X
sittings.change_sitting               X
sittings.delete_sitting               X
sittings.view_registration            I X A
sittings.add_registration             X
sittings.change_registration          X
sittings.delete_registration          X
sittings.view_eligibilityrule         I X A
sittings.add_eligibilityrule          X
sittings.change_eligibilityrule       X
sittings.delete_eligibilityrule       X
sittings.view_room                    I X A
sittings.add_room                     X
sittings.change_room                  X
sittings.delete_room                  X
sittings.view_parallelpaper           X
sittings.add_parallelpaper            X
sittings.change_parallelpaper         X
sittings.delete_parallelpaper         X
sittings.view_application             X
sittings.change_application           X
sittings.view_accommodation           X
sittings.add_accommodation            X
sittings.change_accommodation         X
sittings.add_seatingrun               X
sittings.view_attempt                 I X A
sittings.change_attempt               X
sittings.view_timeadjustment          I X A
sittings.add_timeadjustment           I X
sittings.add_invigilationact          I X
sittings.view_invigilationact         I X A
sittings.add_pendingact               I X
sittings.add_incident                 I X
sittings.view_incident                I X A
sittings.change_sittingcontrols       I X
sittings.add_sealedupload             I X
sittings.view_integrityflag           I X A
sittings.add_integrityflag            X
sittings.view_papersnapshot           X A
sittings.view_answerevent             X A
sittings.view_retiredlease            X A
marking.view_mark                     M X A
marking.add_mark                      M
marking.view_result                   M X C A
marking.change_result                 X
marking.view_resultcomponent          M X C A
marking.view_release                  X A
marking.add_release                   X
marking.view_moderation               X A
marking.add_moderation                X
marking.view_outcomeruling            X A
marking.add_outcomeruling             X
analysis.view_examanalysis            R P X A
analysis.add_examanalysis             P X
analysis.view_itemfinding             W R P
analysis.add_findingstep              R P
analysis.view_measureditem            R P X E A
analysis.change_judgeround            W R
analysis.view_standardpanel           P X A
analysis.add_standardpanel            P
analysis.add_standardproposal         X
analysis.change_standardproposal      X
practice.view_forecast                X A
marking.change_allocation             X
marking.view_keycorrection            R X A
marking.add_keycorrection             R
marking.change_keycorrection          X
marking.view_appeal                   M X A
marking.change_appeal                 M
marking.add_appealevent               X
marking.change_appealterms            X
certificates.view_award               C A
certificates.add_award                C
certificates.change_award             C
certificates.delete_award             C
certificates.view_certificate         C A
certificates.add_certificate          C
certificates.change_certificate       C
certificates.view_certificateevent    C A
certificates.add_certificateevent     C
certificates.view_approval            C A
certificates.add_approval             C
certificates.view_correctionrequest   C A
accounts.view_auditentry              A
accounts.view_erasurerequest          X A
accounts.change_erasurerequest        X
certificates.change_correctionrequest C
certificates.view_certificatereview   C A
certificates.view_batch               C A
certificates.add_batch                C
certificates.view_design              C A
certificates.add_design               C
certificates.change_design            C
"""


def written_out():
    table = {role: set() for role in Role}
    for line in TABLE.strip().splitlines():
        permission, *columns = line.split()
        for column in columns:
            table[ROLE_OF[column]].add(permission)
    return table


def test_every_role_has_exactly_the_permissions_of_the_table():
    assert {role: set(names) for role, names in ROLE_PERMISSIONS.items()} == written_out()


def test_no_permission_is_named_twice_for_a_role():
    assert {role: len(names) for role, names in ROLE_PERMISSIONS.items()} == {
        role: len(set(names)) for role, names in ROLE_PERMISSIONS.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_a_member_of_the_group_has_exactly_those_permissions(role):
    user = UserFactory(roles=[role])
    assert user.get_all_permissions() == written_out()[role]


@pytest.mark.django_db
def test_the_keys_of_a_bank_are_read_by_three_roles():
    readers = {
        group.name
        for group in Group.objects.filter(name__in=Role.values)
        if group.permissions.filter(content_type__app_label="bank").exclude(codename="view_bankevent").exists()
    }
    assert readers == {"item_writer", "reviewer", "paper_maker"}


def test_trainees_alone_have_no_desk_in_the_back_office():
    assert set(Role) - STAFF_ROLES == {Role.TRAINEE}


def test_codes_are_stable_and_labels_are_chinese():
    assert {role.value: str(role.label) for role in Role} == {
        "trainee": "学员",
        "item_writer": "命题员",
        "reviewer": "审题员",
        "paper_maker": "组卷员",
        "invigilator": "监考员",
        "marker": "阅卷员",
        "exam_officer": "考务员",
        "certificate_officer": "证书管理员",
        "content_editor": "内容编辑",
        "auditor": "审计员",
    }
