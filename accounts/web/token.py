"""The token address of service clients: allauth's, which by itself would let anybody try secrets without end."""

from allauth.idp.oidc.views import token as allauth_token
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from accounts.services.lockout import client_may_try, note_refused_client
from accounts.web.lockout import client_locked_out


@csrf_exempt  # called by machines, which prove themselves by their secret and not by a cookie
def token(request: HttpRequest) -> HttpResponse:
    """Give a token; after too many wrong secrets the address has to wait."""
    if not client_may_try(request):
        return client_locked_out()
    response: HttpResponse = allauth_token(request)
    if response.status_code == 401:
        note_refused_client(request)
    return response
