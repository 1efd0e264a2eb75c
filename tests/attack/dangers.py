"""What may not be done on a device somebody left unlocked: each of these acts asks for a fresh sign-in first."""

from app.kit.access import PERSON

WATCHED = frozenset({"manage", "administer", "brand", "belong", "staff", PERSON})
"""Permissions about who belongs where, what others may see, and one's own account."""
DANGEROUS = frozenset(
    {
        # roles, removals, invitations, handing over
        "invitations.manage",
        "staff.invite",
        "staff.leave",
        "staff.member",
        "staff.remove",
        "staff.rename",
        "tenants.answer_handover",
        "tenants.hand_over",
        "tenants.remove",
        "tenants.set_role",
        # consent: what others may see of a firm
        "consents.agree",
        "onboarding.decide",
        "programmes.join",
        "tenants.agree",
        # in whose name reports go out, and where news of a firm is sent
        "brands.put_logo",
        "brands.remove_logo",
        "brands.reset",
        "brands.save",
        "notices.group",
        # how people come in
        "accounts.new_passkey",
        "accounts.passkey",
        "contacts.change_mail",
        "contacts.change_phone",
        "security.mf_recovery_codes",
        "security.two_factor_setup",
        "signons.settings",
        "tenants.firm_factor",
        "tenants.provider_factor",
        # taking everything along, deleting everything
        "archives.close",
        "archives.close_provider",
        "archives.close_tenant",
        "archives.export",
        "archives.fetch",
        "batches.fetch",
    }
)
"""Endpoints; those with several methods ask at each of them."""
HARMLESS = {
    "accounts.agree": "agreeing to the rules of the house opens nothing",
    "accounts.end_devices": "it only ever shuts other devices out",
    "accounts.privacy": "a yes of one's own must be as easy to take back as to give, and opens nothing to other people",
    "accounts.profile": "name, language and time zone",
    "accounts.second_factor": "it is a proof itself",
    "archives.keep": "it keeps what was to be deleted",
    "archives.keep_provider": "it keeps what was to be deleted",
    "archives.keep_tenant": "it keeps what was to be deleted",
    "clients.set_book": "how long until a client counts as stalled",
    "companies.create": "a new firm holds nothing yet",
    "consents.decline": "nothing is agreed to",
    "contacts.again": "it sends the code of this very step",
    "invitations.accept": "whoever joins opens nothing of their own",
    "invitations.withdraw": "it only ever shuts others out",
    "notices.channels": "which messages come, to contacts that were proven",
    "notices.leave_group": "nothing is posted any more",
    "notices.read_all": "what one has read",
    "notices.try_group": "a fixed sentence, to a group that was set before",
    "programmes.decline": "nothing is agreed to",
    "programmes.leave": "it only ever ends a consent, which must stay easy",
    "programmes.refuse": "it says no to a question, and opens nothing",
    "security.change_password": "it asks for the present password itself",
    "security.two_factor_setup_validate": "its address is made by the step before, which asks",
    "security.verify": "it is the fresh sign-in",
    "staff.withdraw": "it only ever shuts others out",
    "tenants.end_grant": "it only ever shuts the platform's staff out",
    "tenants.leave": "whoever leaves loses access, and an owner can ask them back",
    "tenants.switch": "where the person works at present",
    "tenants.withdraw": "it only ever ends a consent, which must stay easy",
    "tenants.withdraw_handover": "it takes back what was offered",
}
"""Changing endpoints under a watched permission that need no fresh sign-in, and why."""
